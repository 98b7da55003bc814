// 电子印章: the seals of units (Art. 22).

noun! {
    /// A seal (GB/T 38540). Its private key is not in the database but in the key folder or a cipher device.
    #[table(seal, key(seal_id), place(unit_code, region))]
    struct SealRow {
        seal_id: String,
        unit_code: String,
        region: String,
        name: String,
        state: String,
        seal: Vec<u8>,
        x509: Vec<u8>,
        made_at: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// Seals of a unit in a state, newest first.
        pub fn seals_of_unit(unit_code: &str, state: &str, limit: i64) -> Vec<SealRow>
            = "WHERE unit_code = :unit_code AND state = :state ORDER BY seal_id DESC LIMIT :limit";
    }
}
