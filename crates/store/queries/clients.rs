// 接入系统: systems of units that send signed requests to the API (Art. 15).

noun! {
    /// A calling system. Its public key verifies the signatures of its requests.
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
        /// A calling system, for showing its name: a list must not fail because of one edited row.
        #[for_display]
        pub fn client_shown(client_id: &str) -> Option<ClientRow> = "WHERE client_id = :client_id";

        /// Calling systems of a unit.
        #[for_display]
        pub fn clients_of_unit(unit_code: &str, after: &str, limit: i64) -> Vec<ClientRow>
            = "WHERE unit_code = :unit_code AND client_id > :after ORDER BY client_id LIMIT
               :limit";
    }

    impl Operation {
        /// Marks a nonce of a calling system as used. Returns `false` if it was used before.
        pub fn take_nonce(client_id: &str, nonce: &str, at: i64) -> bool
            = "INSERT INTO nonce (client_id, nonce, at) VALUES (:client_id, :nonce, :at) ON
               CONFLICT (client_id, nonce) DO NOTHING";

        /// Deletes the nonces from before an instant. Requests that old are refused by their time, so
        /// their nonces are no longer needed.
        pub fn forget_nonces(before: i64) = "DELETE FROM nonce WHERE at < :before";
    }
}
