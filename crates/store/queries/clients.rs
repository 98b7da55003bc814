// 接入系统: systems of units that call the interface with signed requests.

noun! {
    /// A calling system.
    #[table(client, key(client_id), place(unit_code, region))]
    struct ClientRow {
        client_id: String,
        name: String,
        unit_code: String,
        region: String,
        public_key: String,
        active: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// Calling systems of a unit.
        pub fn clients_of_unit(unit_code: &str, after: &str, limit: i64) -> Vec<ClientRow>
            = "WHERE unit_code = :unit_code AND client_id > :after ORDER BY client_id LIMIT
               :limit";
    }

    impl Operation {
        /// Takes a random word of a calling system; `false` if it was taken before.
        pub fn take_nonce(client_id: &str, nonce: &str, at: i64) -> bool
            = "INSERT INTO nonce (client_id, nonce, at) VALUES (:client_id, :nonce, :at) ON
               CONFLICT (client_id, nonce) DO NOTHING";

        /// Forgets random words older than `before`: their requests are too old to be taken anyway.
        pub fn forget_nonces(before: i64) = "DELETE FROM nonce WHERE at < :before";
    }
}
