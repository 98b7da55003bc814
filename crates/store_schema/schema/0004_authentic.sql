-- MACs of operational rows that give rights or numbers, under a key outside the database (decision 0020). The
-- rows that exist get theirs in the same transaction, from the program.

-- Sessions are ended: people log in again.
DELETE FROM session;
ALTER TABLE session ADD COLUMN mac BLOB NOT NULL DEFAULT x''; -- HMAC-SM3 of the row
ALTER TABLE job ADD COLUMN mac BLOB NOT NULL DEFAULT x''; -- HMAC-SM3 of what the job is to do
ALTER TABLE serial ADD COLUMN mac BLOB NOT NULL DEFAULT x''; -- HMAC-SM3 of name and value

CREATE INDEX certificate_by_number ON certificate (unit_code, number);
