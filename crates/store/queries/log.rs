// The log (Art. 21, decision 0003). Its tables only grow, except the work list of the sequencer
// (`audit_pending`), the head of the tree, and the details, which may be erased (I10).

noun! {
    /// A record. `body` is its text, `leaf` the hash of the text in the tree, and `mac` proves that the
    /// program wrote it; the other columns repeat parts of the text for searching.
    #[table(audit_record, operational)]
    struct RecordRow {
        record_id: String,
        at: i64,
        event: String,
        outcome: String,
        actor: String,
        unit_code: String,
        subject: String,
        body: String,
        leaf: Vec<u8>,
        mac: Vec<u8>,
    }

    /// The details of a record. They may be erased, because the record holds only their salted digest.
    #[table(audit_detail, part)]
    struct DetailRow {
        record_id: String,
        salt: Vec<u8>,
        details_sealed: Vec<u8>,
    }

    /// The place of a record in the tree.
    #[table(audit_place, operational)]
    struct PlaceRow {
        place: i64,
        record_id: String,
        leaf: Vec<u8>,
    }

    /// The hash of a complete subtree.
    #[table(audit_node, operational)]
    struct NodeRow {
        level: i64,
        place: i64,
        hash: Vec<u8>,
    }

    /// The head of the tree: its size, and the hashes from which the next leaves are appended.
    #[table(audit_head, part)]
    struct HeadRow {
        size: i64,
        frontier: Vec<u8>,
    }

    impl Queries {
        /// The details of a record.
        pub fn detail(record_id: &str) -> Option<DetailRow> = "WHERE record_id = :record_id";

        /// A record.
        pub fn record(record_id: &str) -> Option<RecordRow> = "WHERE record_id = :record_id";

        /// The record with the last place.
        pub(crate) fn newest_placed() -> Option<RecordRow>
            = "SELECT {r} FROM audit_place p JOIN audit_record r ON r.record_id = p.record_id
               ORDER BY p.place DESC LIMIT 1";

        /// Whether there is a record of a subject.
        pub fn has_records_of(subject: &str) -> bool
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM audit_record WHERE subject = :subject LIMIT 1)
               AS found";

        /// Whether there is a record of an event. It reads the log, so it is not for requests.
        pub fn has_event(event: &str) -> bool
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM audit_record WHERE event = :event LIMIT 1)
               AS found";

        /// Records of a subject that changed something, oldest first.
        pub fn changes_of(subject: &str, after: &str, limit: i64) -> Vec<RecordRow>
            = "WHERE subject = :subject AND record_id > :after AND event NOT IN
               ('certificate.viewed', 'certificate.downloaded', 'certificate.redrawn')
               ORDER BY record_id LIMIT :limit";

        /// Records of readings of a certificate, newest first.
        pub fn readings_of(subject: &str, limit: i64) -> Vec<RecordRow>
            = "WHERE subject = :subject AND event IN
               ('certificate.viewed', 'certificate.downloaded', 'certificate.redrawn')
               ORDER BY record_id DESC LIMIT :limit";

        /// The newest record of an event that an actor caused on a subject, with an identity not before `from`.
        pub fn record_since(subject: &str, event: &str, actor: &str, from: &str) -> Option<RecordRow>
            = "WHERE subject = :subject AND record_id >= :from AND event = :event AND actor = :actor
               ORDER BY record_id DESC LIMIT 1";

        /// Records about the uses of a certificate in a span of identities, newest first: the answers in which it
        /// was told, their repetitions, and the copies that were taken. One answer may tell of several
        /// certificates and is named by the code of its first use.
        pub fn records_of_uses(certificate_id: &str, from: &str, before: &str, limit: i64)
            -> Vec<RecordRow>
            = "SELECT {r} FROM audit_record r JOIN (
               SELECT u.record_id FROM usage u WHERE u.certificate_id = :certificate_id
               UNION
               SELECT a.record_id FROM usage u JOIN audit_record a ON a.subject = 'use ' || u.use_code
               WHERE u.certificate_id = :certificate_id
               UNION
               SELECT a.record_id FROM usage u JOIN audit_record told ON told.record_id = u.record_id
               JOIN audit_record a ON a.subject = told.subject
               WHERE u.certificate_id = :certificate_id AND a.event = 'certificate.use_repeated'
               ) AS about ON about.record_id = r.record_id
               WHERE r.record_id >= :from AND r.record_id < :before ORDER BY r.record_id DESC LIMIT :limit";

        /// Records of a subject and an event, newest first.
        pub fn records_of_kind(subject: &str, event: &str, limit: i64) -> Vec<RecordRow>
            = "WHERE subject = :subject AND event = :event ORDER BY record_id DESC LIMIT :limit";

        /// The details of the records at the places `from..until`.
        pub fn details_placed(from: i64, until: i64) -> Vec<DetailRow>
            = "SELECT {d} FROM audit_place p JOIN audit_detail d ON d.record_id = p.record_id
               WHERE p.place >= :from AND p.place < :until";

        /// Records after an identity, oldest first.
        pub fn records_after(record_id: &str, limit: i64) -> Vec<RecordRow>
            = "WHERE record_id > :record_id ORDER BY record_id LIMIT :limit";

        /// Records in a span of identities, newest first.
        pub fn records_between(from: &str, before: &str, limit: i64)
            -> Vec<RecordRow>
            = "WHERE record_id >= :from AND record_id < :before ORDER BY record_id DESC
               LIMIT :limit";

        /// Records of a unit in a span of identities, newest first.
        pub fn records_of_unit(unit_code: &str, from: &str, before: &str, limit: i64)
            -> Vec<RecordRow>
            = "WHERE unit_code = :unit_code AND record_id >= :from AND record_id < :before ORDER BY record_id DESC
               LIMIT :limit";

        /// Records of what an actor did, in a span of identities, newest first.
        pub fn records_of_actor(actor: &str, from: &str, before: &str, limit: i64)
            -> Vec<RecordRow>
            = "WHERE actor = :actor AND record_id >= :from AND record_id < :before ORDER BY record_id DESC
               LIMIT :limit";

        /// Records of an event in a span of identities, newest first.
        pub fn records_of_event(event: &str, from: &str, before: &str, limit: i64)
            -> Vec<RecordRow>
            = "WHERE event = :event AND record_id >= :from AND record_id < :before ORDER BY record_id DESC
               LIMIT :limit";

        /// Records of a subject in a span of identities, newest first.
        pub fn records_of_subject(subject: &str, from: &str, before: &str, limit: i64)
            -> Vec<RecordRow>
            = "WHERE subject = :subject AND record_id >= :from AND record_id < :before ORDER BY record_id DESC
               LIMIT :limit";

        /// Number of records in a span of identities, or `most` if there are more.
        pub fn count_records(from: &str, until: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM audit_record WHERE record_id >= :from
               AND record_id < :until LIMIT :most) AS counted";

        /// Number of records of a unit in a span of identities, or `most` if there are more.
        pub fn count_records_of_unit(unit_code: &str, from: &str, until: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM audit_record WHERE unit_code = :unit_code AND record_id >= :from
               AND record_id < :until LIMIT :most) AS counted";

        /// Number of records of what an actor did, in a span of identities, or `most` if there are more.
        pub fn count_records_of_actor(actor: &str, from: &str, until: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM audit_record WHERE actor = :actor AND record_id >= :from
               AND record_id < :until LIMIT :most) AS counted";

        /// Number of records of an event in a span of identities, or `most` if there are more.
        pub fn count_records_of_event(event: &str, from: &str, until: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM audit_record WHERE event = :event AND record_id >= :from
               AND record_id < :until LIMIT :most) AS counted";

        /// The events that an actor caused in a post, in a span of identities, each with its number, as
        /// `event/number`. No more than the first `most` records of the actor are counted. `in_post` is the
        /// pattern of the line of a record that names the post.
        pub fn acts_counted(actor: &str, from: &str, until: &str, in_post: &str, most: i64)
            -> Vec<String>
            = "SELECT {event || '/' || CAST(COUNT(*) AS TEXT)} FROM (
               SELECT event, body FROM audit_record WHERE actor = :actor AND record_id >= :from
               AND record_id < :until ORDER BY record_id LIMIT :most
               ) AS done WHERE body LIKE :in_post GROUP BY event ORDER BY event";

        /// Records after an identity that wait for a place in the tree, oldest first.
        pub fn pending(after: &str, limit: i64) -> Vec<RecordRow>
            = "SELECT {r} FROM audit_pending p JOIN audit_record r ON r.record_id = p.record_id
               WHERE p.record_id > :after AND NOT EXISTS (SELECT 1 FROM audit_place a WHERE
               a.record_id = p.record_id) ORDER BY p.record_id LIMIT :limit";

        /// Records with identities in a span that wait for a place, unless the log has fewer than `floor`
        /// places.
        pub(crate) fn waiting_records(first: &str, last: &str, floor: i64) -> Vec<RecordRow>
            = "SELECT {r} FROM audit_pending p JOIN audit_record r ON r.record_id = p.record_id
               WHERE p.record_id >= :first AND p.record_id <= :last
               AND COALESCE((SELECT size FROM audit_head WHERE id = 1), 0) >= :floor";

        /// Number of the places `from..until` whose records exist and no longer wait.
        pub(crate) fn placed_well(from: i64, until: i64) -> i64
            = "SELECT {COUNT(*)} FROM audit_place p JOIN audit_record r ON r.record_id = p.record_id
               WHERE p.place >= :from AND p.place < :until AND NOT EXISTS (SELECT 1 FROM
               audit_pending w WHERE w.record_id = p.record_id)";

        /// Number of records that wait for a place in the tree.
        pub fn pending_count() -> i64 = "SELECT {COUNT(*)} FROM audit_pending";

        /// Whether a record waits for a place in the tree.
        pub fn is_pending(record_id: &str) -> bool
            = "SELECT {COUNT(*)} FROM audit_pending WHERE record_id = :record_id";

        /// Records at the places `from..until`, for the check of the whole log.
        pub fn records_placed(from: i64, until: i64) -> Vec<RecordRow>
            = "SELECT {r} FROM audit_place p JOIN audit_record r ON r.record_id = p.record_id
               WHERE p.place >= :from AND p.place < :until";

        /// Records without a place in the order of their identities, for the check of the whole log.
        pub fn records_without_place(after: &str, limit: i64) -> Vec<RecordRow>
            = "WHERE record_id > :after AND NOT EXISTS (SELECT 1 FROM audit_place p WHERE
               p.record_id = audit_record.record_id) ORDER BY record_id LIMIT :limit";

        /// The hashes of the complete subtrees `from..until` of a level.
        pub fn nodes_between(level: i64, from: i64, until: i64) -> Vec<NodeRow>
            = "WHERE level = :level AND place >= :from AND place < :until";

        /// The hash of a complete subtree.
        pub fn node(level: i64, place: i64) -> Option<Vec<u8>>
            = "SELECT {hash} FROM audit_node WHERE level = :level AND place = :place";

        /// The place of a record.
        pub fn place_of(record_id: &str) -> Option<PlaceRow> = "WHERE record_id = :record_id";

        /// Places from `place` on, in order.
        pub fn places_from(place: i64, limit: i64) -> Vec<PlaceRow>
            = "WHERE place >= :place ORDER BY place LIMIT :limit";

        /// Places before the first one of the log, where no record belongs.
        pub fn places_before_all(limit: i64) -> Vec<PlaceRow>
            = "WHERE place < 0 ORDER BY place LIMIT :limit";

        /// Number of places of the log; `None` before the first sequencing.
        pub fn log_size() -> Option<i64> = "SELECT {size} FROM audit_head WHERE id = 1";

        /// Records that wait for a place and do not exist, or have one already.
        pub fn pending_in_vain(limit: i64) -> Vec<String>
            = "SELECT {p.record_id} FROM audit_pending p WHERE NOT EXISTS (SELECT 1 FROM
               audit_record r WHERE r.record_id = p.record_id) OR EXISTS (SELECT 1 FROM audit_place
               a WHERE a.record_id = p.record_id) LIMIT :limit";

        /// The head of the tree; `None` before the first sequencing.
        pub fn head() -> Option<HeadRow> = "WHERE id = 1";
    }

    impl Change {
        /// Writes a record and puts it on the work list of the sequencer.
        pub(crate) fn insert_record(row: &RecordRow)
            = ["INSERT INTO audit_record {row}",
               "INSERT INTO audit_pending (record_id) VALUES (:row.record_id)"];

        /// Erases the details of a record. The same change records it.
        pub fn erase_detail(record_id: &str) -> u64
            = "DELETE FROM audit_detail WHERE record_id = :record_id";

        /// Saves the details of a record. Returns whether they are stored.
        pub(crate) fn insert_detail(record_id: &str, salt: &[u8], details_sealed: &[u8]) -> bool
            = "INSERT INTO audit_detail (record_id, salt, details_sealed) VALUES (:record_id,
               :salt, :details_sealed)";
    }

    impl Operation {
        /// Saves the place of a record and takes the record off the work list.
        pub fn insert_place(row: &PlaceRow)
            = ["INSERT INTO audit_place {row}",
               "DELETE FROM audit_pending WHERE record_id = :row.record_id"];

        /// Saves the hash of a complete subtree.
        pub fn insert_node(level: i64, place: i64, hash: &[u8])
            = "INSERT INTO audit_node (level, place, hash) VALUES (:level, :place, :hash)";

        /// Saves the head of an empty log.
        pub fn insert_head(row: &HeadRow)
            = "INSERT INTO audit_head (id, size, frontier) VALUES (1, :row.size, :row.frontier)";

        /// Writes the head as it is.
        pub(crate) fn write_and_erase(probe: &str)
            = ["INSERT INTO nonce (client_id, nonce, at) VALUES ('', :probe, 0)
                ON CONFLICT (client_id, nonce) DO NOTHING",
               "DELETE FROM nonce WHERE client_id = '' AND nonce = :probe"];

        /// Moves the head from `old_size` by compare and swap. Returns 0 if another process has moved it.
        pub fn move_head(old_size: i64, row: &HeadRow) -> u64
            = "UPDATE audit_head SET size = :row.size, frontier = :row.frontier WHERE id = 1 AND
               size = :old_size";
    }
}
