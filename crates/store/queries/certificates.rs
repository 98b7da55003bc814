// 证照: one row for each version of a certificate. Identifiers and printed numbers must be unique in the
// whole city, which a table partitioned by bucket cannot ensure, so they have narrow tables of their own
// that lead to the row (decision 0018).

noun! {
    /// One version of a certificate. The columns of the file are null until it is produced (decision 0006).
    #[table(
        certificate,
        key(bucket, certificate_id),
        named(certificate_id),
        place(unit_code, region)
    )]
    struct CertificateRow {
        bucket: i64,
        certificate_id: String,
        identifier: String,
        provincial_code: String,
        number: String,
        state: String,
        type_code: String,
        catalog_number: i64,
        unit_code: String,
        region: String,
        holder_index: Vec<u8>,
        content_sealed: Vec<u8>,
        content_digest: Vec<u8>,
        valid_from: String,
        valid_to: String,
        issued_at: i64,
        file_name: Option<Vec<u8>>,
        file_sm3: Option<Vec<u8>>,
        file_sha256: Option<Vec<u8>>,
        file_bytes: i64,
        replaces: String,
        replaced_by: String,
        revocation_kind: String,
        revocation_reason: String,
        revocation_basis: String,
        changed_at: i64,
        application_id: String,
        version: i64,
        record_id: String,
        #[since(4)]
        revocation_sealed: Vec<u8>,
    }

    /// A counter of serials. It is taken inside the change that uses the value, so a change that is rolled
    /// back leaves no gap.
    #[table(serial, operational, mac(name, last))]
    struct SerialRow {
        name: String,
        last: i64,
        mac: Vec<u8>,
    }

    impl Queries {
        /// The newest certificate of a holder and a type that is in force on a day.
        pub fn certificate_in_force(holder_index: &[u8], type_code: &str, day: &str)
            -> Option<CertificateRow>
            = "WHERE holder_index = :holder_index AND type_code = :type_code AND state = 'active'
               AND valid_from <= :day AND (valid_to = '' OR valid_to >= :day)
               ORDER BY certificate_id DESC LIMIT 1";

        /// The newest certificate of a holder and a type, whatever its state.
        pub fn newest_certificate(holder_index: &[u8], type_code: &str) -> Option<CertificateRow>
            = "WHERE holder_index = :holder_index AND type_code = :type_code
               ORDER BY certificate_id DESC LIMIT 1";

        /// Certificates of a holder and a type that exist beside the one with the identifier `except`: registered,
        /// active or suspended ones that have not expired on a day.
        pub fn standing_certificates(
            holder_index: &[u8], type_code: &str, day: &str, except: &str, limit: i64
        ) -> Vec<CertificateRow>
            = "WHERE holder_index = :holder_index AND type_code = :type_code
               AND state IN ('registered', 'active', 'suspended')
               AND (valid_to = '' OR valid_to >= :day) AND identifier <> :except
               ORDER BY certificate_id LIMIT :limit";

        /// The newest certificate of a holder and a type that a unit issued and that is in force on a day.
        pub fn own_certificate_in_force(
            holder_index: &[u8], type_code: &str, unit_code: &str, day: &str
        ) -> Option<CertificateRow>
            = "WHERE holder_index = :holder_index AND type_code = :type_code AND state = 'active'
               AND unit_code = :unit_code AND valid_from <= :day
               AND (valid_to = '' OR valid_to >= :day) ORDER BY certificate_id DESC LIMIT 1";

        /// The newest certificate of a holder and a type that a unit issued, whatever its state.
        pub fn newest_own_certificate(holder_index: &[u8], type_code: &str, unit_code: &str)
            -> Option<CertificateRow>
            = "WHERE holder_index = :holder_index AND type_code = :type_code
               AND unit_code = :unit_code ORDER BY certificate_id DESC LIMIT 1";

        /// Certificates of a holder that a unit issued, newest first. An empty type or state admits all.
        #[for_display]
        pub fn certificates_of_holder(
            holder_index: &[u8], unit_code: &str, type_code: &str, state: &str, before: &str,
            limit: i64
        ) -> Vec<CertificateRow>
            = "WHERE holder_index = :holder_index AND unit_code = :unit_code
               AND (:type_code = '' OR type_code = :type_code) AND (:state = '' OR state = :state)
               AND certificate_id < :before ORDER BY certificate_id DESC LIMIT :limit";

        /// Certificates of a unit with a printed number in all versions, newest first. An empty type or
        /// state admits all.
        #[for_display]
        pub fn certificates_of_number(
            unit_code: &str, number: &str, type_code: &str, state: &str, before: &str, limit: i64
        ) -> Vec<CertificateRow>
            = "WHERE unit_code = :unit_code AND number = :number
               AND (:type_code = '' OR type_code = :type_code) AND (:state = '' OR state = :state)
               AND certificate_id < :before ORDER BY certificate_id DESC LIMIT :limit";

        /// Certificates of a unit and type in a state, newest first.
        #[for_display]
        pub fn certificates_of_type_in_state(
            unit_code: &str, type_code: &str, state: &str, before: &str, limit: i64
        ) -> Vec<CertificateRow>
            = "WHERE unit_code = :unit_code AND type_code = :type_code AND state = :state
               AND certificate_id < :before ORDER BY certificate_id DESC LIMIT :limit";

        /// Registered certificates of a unit that nobody has ordered to be produced, newest first.
        #[for_display]
        pub fn certificates_to_issue(unit_code: &str, limit: i64) -> Vec<CertificateRow>
            = "WHERE unit_code = :unit_code AND state = 'registered' AND NOT EXISTS (SELECT 1 FROM
               job WHERE kind = 'produce' AND subject = certificate.certificate_id
               AND occurrence = '') ORDER BY certificate_id DESC LIMIT :limit";

        /// Registered certificates of a unit whose production is parked or failed `tries` times, newest
        /// first.
        #[for_display]
        pub fn certificates_held_up(unit_code: &str, tries: i64, limit: i64) -> Vec<CertificateRow>
            = "WHERE unit_code = :unit_code AND state = 'registered' AND EXISTS (SELECT 1 FROM
               job WHERE kind = 'produce' AND subject = certificate.certificate_id
               AND occurrence = '' AND (job.state = 'parked'
               OR (job.state = 'waiting' AND job.tries >= :tries)))
               ORDER BY certificate_id DESC LIMIT :limit";

        /// Certificates of a unit and type, newest first.
        #[for_display]
        pub fn certificates_of_unit_and_type(
            unit_code: &str, type_code: &str, before: &str, limit: i64
        ) -> Vec<CertificateRow>
            = "WHERE unit_code = :unit_code AND type_code = :type_code AND certificate_id <
               :before ORDER BY certificate_id DESC LIMIT :limit";

        /// Certificates of a unit in a state, newest first.
        #[for_display]
        pub fn certificates_of_unit_in_state(unit_code: &str, state: &str, before: &str, limit: i64)
            -> Vec<CertificateRow>
            = "WHERE unit_code = :unit_code AND state = :state AND certificate_id < :before ORDER
               BY certificate_id DESC LIMIT :limit";

        /// Number of certificates of a unit, or `most` if there are more.
        pub fn count_certificates(unit_code: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM certificate WHERE unit_code = :unit_code
               LIMIT :most) AS counted";

        /// Number of certificates of a unit in a state, or `most` if there are more.
        pub fn count_certificates_in_state(unit_code: &str, state: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM certificate WHERE unit_code = :unit_code
               AND state = :state LIMIT :most) AS counted";

        /// Number of certificates of a unit and type, or `most` if there are more.
        pub fn count_certificates_of_type(unit_code: &str, type_code: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM certificate WHERE unit_code = :unit_code
               AND type_code = :type_code LIMIT :most) AS counted";

        /// Number of certificates of a unit and type in a state, or `most` if there are more.
        pub fn count_certificates_of_type_in_state(unit_code: &str, type_code: &str, state: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM certificate WHERE unit_code = :unit_code
               AND type_code = :type_code AND state = :state LIMIT :most) AS counted";

        /// Certificates of an issuing unit, newest first.
        #[for_display]
        pub fn certificates_of_unit(unit_code: &str, before: &str, limit: i64)
            -> Vec<CertificateRow>
            = "WHERE unit_code = :unit_code AND certificate_id < :before ORDER BY certificate_id
               DESC LIMIT :limit";
    }

    /// The look-up from an identifier to its certificate.
    #[table(certificate_identifier, operational)]
    struct IdentifierRow {
        identifier: String,
        certificate_id: String,
    }

    /// The look-up from a printed number to the newest version of its certificate.
    #[table(certificate_number, operational)]
    struct NumberRow {
        type_code: String,
        unit_code: String,
        number: String,
        certificate_id: String,
    }

    impl Queries {
        /// Look-ups of identifiers, for the check of everything.
        pub fn identifiers_after(identifier: &str, limit: i64) -> Vec<IdentifierRow>
            = "WHERE identifier > :identifier ORDER BY identifier LIMIT :limit";

        /// Look-ups of printed numbers, for the check of everything.
        pub fn numbers_after(type_code: &str, unit_code: &str, number: &str, limit: i64)
            -> Vec<NumberRow>
            = "WHERE (type_code, unit_code, number) > (:type_code, :unit_code, :number)
               ORDER BY type_code, unit_code, number LIMIT :limit";

        /// Whether a certificate has this identifier.
        pub fn has_identifier(bucket: i64, certificate_id: &str, identifier: &str) -> bool
            = "SELECT {COUNT(*)} FROM certificate WHERE bucket = :bucket AND certificate_id =
               :certificate_id AND identifier = :identifier";

        /// Whether a certificate has this printed number.
        pub fn has_number(bucket: i64, row: &NumberRow) -> bool
            = "SELECT {COUNT(*)} FROM certificate WHERE bucket = :bucket AND certificate_id =
               :row.certificate_id AND number = :row.number AND type_code = :row.type_code AND
               unit_code = :row.unit_code";

        /// Identifiers of certificates that no look-up leads to.
        pub fn identifiers_unknown(limit: i64) -> Vec<String>
            = "SELECT {identifier} FROM certificate c WHERE NOT EXISTS (SELECT 1 FROM
               certificate_identifier i WHERE i.identifier = c.identifier) LIMIT :limit";

        /// Printed numbers of certificates that no look-up leads to.
        pub fn numbers_unknown(limit: i64) -> Vec<String>
            = "SELECT {number} FROM certificate c WHERE NOT EXISTS (SELECT 1 FROM
               certificate_number n WHERE n.type_code = c.type_code AND n.unit_code = c.unit_code
               AND n.number = c.number) LIMIT :limit";

        /// Counters, for the check of everything.
        #[for_display]
        pub fn serials_after(name: &str, limit: i64) -> Vec<SerialRow>
            = "WHERE name > :name ORDER BY name LIMIT :limit";

        /// Identity of the certificate with an identifier.
        pub fn certificate_of_identifier(identifier: &str) -> Option<String>
            = "SELECT {certificate_id} FROM certificate_identifier WHERE identifier = :identifier";

        /// Identity of the newest version of the certificate with a printed number.
        pub fn certificate_of_number(type_code: &str, unit_code: &str, number: &str)
            -> Option<String>
            = "SELECT {certificate_id} FROM certificate_number WHERE type_code = :type_code AND
               unit_code = :unit_code AND number = :number";

        /// Identities of the newest versions of the certificates with a printed number, in all units.
        pub fn certificates_numbered(number: &str, limit: i64) -> Vec<String>
            = "SELECT {certificate_id} FROM certificate_number WHERE number = :number
               ORDER BY certificate_id LIMIT :limit";

        /// Whether a certificate of a unit and a type has a printed number, according to the certificates
        /// themselves and not to the look-up.
        pub fn is_number_given(type_code: &str, unit_code: &str, number: &str) -> bool
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM certificate WHERE unit_code = :unit_code AND
               number = :number AND type_code = :type_code LIMIT 1) AS given";
    }

    impl Change {
        /// Takes an identifier for a certificate. Errors: `Unique` if it is taken already.
        pub fn insert_identifier(identifier: &str, certificate_id: &str)
            = "INSERT INTO certificate_identifier (identifier, certificate_id) VALUES
               (:identifier, :certificate_id)";

        /// Takes a printed number, or lets it lead to the newest version of its certificate.
        pub fn upsert_number(type_code: &str, unit_code: &str, number: &str, certificate_id: &str)
            = "INSERT INTO certificate_number (type_code, unit_code, number, certificate_id)
               VALUES (:type_code, :unit_code, :number, :certificate_id) ON CONFLICT (type_code,
               unit_code, number) DO UPDATE SET certificate_id = excluded.certificate_id";

        /// Counts a counter up, from 1, and returns it with the MAC of the value before.
        #[for_display]
        pub(crate) fn count_up(name: &str, no_mac: &[u8]) -> Option<SerialRow>
            = "INSERT INTO serial (name, last, mac) VALUES (:name, 1, :no_mac) ON CONFLICT (name) DO UPDATE SET
               last = serial.last + 1 RETURNING {}";

        /// Saves the MAC of a counter.
        pub(crate) fn sign_serial(row: &SerialRow)
            = "UPDATE serial SET mac = :row.mac WHERE name = :row.name";
    }
}
