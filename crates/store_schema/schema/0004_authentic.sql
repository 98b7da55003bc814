-- MACs of operational rows that give rights or numbers, under a key outside the database (decision 0020). The
-- rows that exist get theirs in the same transaction, from the program.

-- Kept answers are forgotten: from now on an answer opens only for its caller.
DELETE FROM idempotency;
-- Sessions are ended: people log in again.
DELETE FROM session;
ALTER TABLE session ADD COLUMN mac BLOB NOT NULL DEFAULT x''; -- HMAC-SM3 of the row
ALTER TABLE job ADD COLUMN mac BLOB NOT NULL DEFAULT x''; -- HMAC-SM3 of what the job is to do
ALTER TABLE serial ADD COLUMN mac BLOB NOT NULL DEFAULT x''; -- HMAC-SM3 of name and value

CREATE INDEX certificate_by_number ON certificate (unit_code, number);

-- Free text is sealed (I10, decision 0022). The columns with the text in clear stay for the rows that were saved before.
ALTER TABLE application ADD COLUMN reason_sealed BLOB NOT NULL DEFAULT x''; -- why returned or rejected, sealed
ALTER TABLE certificate ADD COLUMN revocation_sealed BLOB NOT NULL DEFAULT x''; -- reason and law of the revocation as JSON, sealed
ALTER TABLE usage ADD COLUMN operator_sealed BLOB NOT NULL DEFAULT x''; -- operator of a calling system, sealed

-- table: holders about whom somebody asked; counted against the limits of the rule book, operational
CREATE TABLE asked_holder (
  span TEXT NOT NULL, -- what is counted: a year and a case, or a day and who asked
  holder_index BLOB NOT NULL, -- keyed hash of the holder's code
  at INTEGER NOT NULL, -- instant of the first question
  PRIMARY KEY (span, holder_index)
) STRICT, WITHOUT ROWID;

CREATE INDEX certificate_by_holder_state ON certificate (holder_index, type_code, state, certificate_id);
CREATE INDEX certificate_by_unit_type_state ON certificate (unit_code, type_code, state, certificate_id);
