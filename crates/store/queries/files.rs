// Files by keyed name, compressed against a reference document, then sealed. They never change.

noun! {
    /// A stored file.
    #[table(file, operational)]
    struct FileRow {
        file_name: Vec<u8>,
        reference: Option<Vec<u8>>,
        codec: String,
        length: i64,
        content_sealed: Vec<u8>,
    }

    impl Queries {
        /// The file of a name.
        pub fn file(file_name: &[u8]) -> Option<FileRow> = "WHERE file_name = :file_name";

        /// The reference document of a template and seal.
        pub fn reference(name: &str) -> Option<Vec<u8>>
            = "SELECT {file_name} FROM file_reference WHERE name = :name";
    }

    impl Operation {
        /// Keeps a file. The same name holds the same bytes, so a second insert does nothing.
        pub fn insert_file(row: &FileRow)
            = "INSERT INTO file {row} ON CONFLICT (file_name) DO NOTHING";

        /// Names a reference document; the first one stays.
        pub fn insert_reference(name: &str, file_name: &[u8])
            = "INSERT INTO file_reference (name, file_name) VALUES (:name, :file_name) ON
               CONFLICT (name) DO NOTHING";
    }
}
