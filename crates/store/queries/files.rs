// Stored files. They are named by a keyed hash of their content, compressed against a reference document,
// encrypted, and never changed (decision 0007).

noun! {
    /// A stored file. `length` is the number of bytes before compression.
    #[table(file, operational)]
    struct FileRow {
        file_name: Vec<u8>,
        reference: Option<Vec<u8>>,
        codec: String,
        length: i64,
        content_sealed: Vec<u8>,
    }

    impl Queries {
        /// The file with a name.
        pub fn file(file_name: &[u8]) -> Option<FileRow> = "WHERE file_name = :file_name";

        /// File name of the reference document of a family of files.
        pub fn reference(name: &str) -> Option<Vec<u8>>
            = "SELECT {file_name} FROM file_reference WHERE name = :name";
    }

    impl Operation {
        /// Stores a file. Files with the same name have the same content, so a second insert does nothing.
        pub fn insert_file(row: &FileRow)
            = "INSERT INTO file {row} ON CONFLICT (file_name) DO NOTHING";

        /// Makes a file the reference document of a family, unless the family has one already.
        pub fn insert_reference(name: &str, file_name: &[u8])
            = "INSERT INTO file_reference (name, file_name) VALUES (:name, :file_name) ON
               CONFLICT (name) DO NOTHING";
    }
}
