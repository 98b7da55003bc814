-- First schema. Written in SQLite's words; for PostgreSQL the loader replaces INTEGER, BLOB and
-- STRICT, and turns the comments of tables (-- table: …) and columns (-- …) into COMMENT ON.
-- Instants are milliseconds since 1970 UTC, civil dates yyyy-mm-dd, booleans 0 or 1.
-- version counts the saves of a row; record_id names the log record of the last one (row evidence).
-- "sealed" columns hold SM4-GCM (key id, nonce, ciphertext); "index" columns hold HMAC-SM3.

-- table: 单位, the tenants of the one system (Art. 4 三)
CREATE TABLE unit (
  unit_code TEXT NOT NULL PRIMARY KEY, -- unified social credit code
  name TEXT NOT NULL, -- name on pages and faces
  region TEXT NOT NULL, -- region of the unit, six digits
  parts TEXT NOT NULL, -- issuing, using, manager; comma separated
  active INTEGER NOT NULL, -- 0 = suspended
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;

-- table: people who log in; rights hang on posts only
CREATE TABLE person (
  person_id TEXT NOT NULL PRIMARY KEY, -- identity in records, never the name
  account TEXT NOT NULL UNIQUE, -- login name
  name_sealed BLOB NOT NULL, -- name, sealed
  unit_code TEXT NOT NULL, -- unit the person works for
  password TEXT NOT NULL, -- PHC text of PBKDF2-HMAC-SM3; empty = cannot log in by password
  active INTEGER NOT NULL, -- 0 = disabled
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;
CREATE INDEX person_by_unit ON person (unit_code, account);

-- table: 岗位, who holds which post (Art. 25: duties fixed to posts)
CREATE TABLE person_role (
  person_id TEXT NOT NULL, -- holder of the post
  role TEXT NOT NULL, -- post
  active INTEGER NOT NULL, -- 0 = taken away
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (person_id, role)
) STRICT;

-- table: login sessions; only digests of their secrets stand here
CREATE TABLE session (
  session_digest BLOB NOT NULL PRIMARY KEY, -- SM3 of the cookie
  person_id TEXT NOT NULL, -- who logged in
  csrf TEXT NOT NULL, -- page token for changes
  opened_at INTEGER NOT NULL, -- instant of login
  seen_at INTEGER NOT NULL, -- instant of the last request, coarse
  ended INTEGER NOT NULL -- 1 = logged out
) STRICT;

-- table: 事项, matters and the certificate types they need and yield
CREATE TABLE matter (
  matter_code TEXT NOT NULL PRIMARY KEY, -- 事项编码
  name TEXT NOT NULL, -- name of the matter
  unit_code TEXT NOT NULL, -- unit that handles it
  needs TEXT NOT NULL, -- type codes, comma separated
  yields TEXT NOT NULL, -- type codes, comma separated
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;
CREATE INDEX matter_by_unit ON matter (unit_code, matter_code);

-- table: 目录版本, descriptions of types; a published version never changes (Art. 9)
CREATE TABLE catalog_version (
  type_code TEXT NOT NULL, -- 证照类型代码, 21 characters
  number INTEGER NOT NULL, -- version of the entry, from 1
  state TEXT NOT NULL, -- draft, submitted, published, retired
  name TEXT NOT NULL, -- name of the type
  kind TEXT NOT NULL, -- one of the five kinds
  unit_code TEXT NOT NULL, -- defining unit
  region TEXT NOT NULL, -- its region
  entry TEXT NOT NULL, -- the description as JSON
  published_at INTEGER NOT NULL, -- 0 = not yet
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (type_code, number)
) STRICT;
CREATE INDEX catalog_by_state ON catalog_version (state, type_code);

-- table: 认领, a unit takes a published entry for its region
CREATE TABLE adoption (
  type_code TEXT NOT NULL, -- entry
  unit_code TEXT NOT NULL, -- issuing unit
  region TEXT NOT NULL, -- its region
  active INTEGER NOT NULL, -- 0 = given up
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (type_code, unit_code)
) STRICT;

-- table: 制证申请; its identity carries the bucket
CREATE TABLE application (
  bucket INTEGER NOT NULL, -- first 12 bits of the holder's keyed hash
  application_id TEXT NOT NULL, -- UUIDv7 with the bucket inside
  kind TEXT NOT NULL, -- new, update
  state TEXT NOT NULL, -- draft, submitted, approved, completed, rejected, withdrawn
  type_code TEXT NOT NULL, -- type applied for
  catalog_number INTEGER NOT NULL, -- catalog version the facts were checked against
  unit_code TEXT NOT NULL, -- issuing unit
  region TEXT NOT NULL, -- its region
  holder_index BLOB NOT NULL, -- keyed hash of the holder's code
  content_sealed BLOB NOT NULL, -- holder, facts, validity, paper number as JSON, sealed
  replaces TEXT NOT NULL, -- identifier of the certificate to update, or empty
  submitted_by TEXT NOT NULL, -- person who submitted
  reviewed_by TEXT NOT NULL, -- person who decided
  reason TEXT NOT NULL, -- why returned or rejected
  identifier TEXT NOT NULL, -- certificate that came of it, or empty
  created_at INTEGER NOT NULL, -- instant of the first save
  updated_at INTEGER NOT NULL, -- instant of the last save
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (bucket, application_id)
) STRICT;
CREATE INDEX application_by_unit ON application (unit_code, state, application_id);
CREATE INDEX application_by_target ON application (replaces, state);

-- table: 证照, one row per issued file (version); content is frozen before it is sealed (I5)
CREATE TABLE certificate (
  bucket INTEGER NOT NULL, -- first 12 bits of the holder's keyed hash
  certificate_id TEXT NOT NULL, -- UUIDv7 with the bucket inside
  identifier TEXT NOT NULL, -- 证照标识 (GB/T 36904)
  provincial_code TEXT NOT NULL, -- 电子证照编码 (DB44/T 2167)
  number TEXT NOT NULL, -- 证照编号, printed
  state TEXT NOT NULL, -- registered, active, suspended, superseded, revoked
  type_code TEXT NOT NULL, -- type
  catalog_number INTEGER NOT NULL, -- catalog version it was made under
  unit_code TEXT NOT NULL, -- issuing unit
  region TEXT NOT NULL, -- its region
  holder_index BLOB NOT NULL, -- keyed hash of the holder's code
  content_sealed BLOB NOT NULL, -- frozen content as JSON, sealed
  content_digest BLOB NOT NULL, -- SM3 of the frozen content
  valid_from TEXT NOT NULL, -- first valid day, or empty
  valid_to TEXT NOT NULL, -- last valid day; empty = long term
  issued_at INTEGER NOT NULL, -- instant of issue; 0 = not yet
  file_name BLOB, -- keyed name of the file, once produced
  file_sm3 BLOB, -- SM3 of the file
  file_sha256 BLOB, -- SHA-256 of the file
  file_bytes INTEGER NOT NULL, -- length of the file
  replaces TEXT NOT NULL, -- identifier of the version before, or empty
  replaced_by TEXT NOT NULL, -- identifier of the version after, or empty
  revocation_kind TEXT NOT NULL, -- cancelled, penalised, withdrawn, voided, or empty
  revocation_reason TEXT NOT NULL, -- why
  revocation_basis TEXT NOT NULL, -- law
  changed_at INTEGER NOT NULL, -- instant of the last change of state
  application_id TEXT NOT NULL, -- application it came of
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (bucket, certificate_id)
) STRICT;
CREATE INDEX certificate_by_holder ON certificate (holder_index, type_code);
CREATE INDEX certificate_by_unit ON certificate (unit_code, certificate_id);

-- table: identifiers are unique in the city; leads from one to its row
CREATE TABLE certificate_identifier (
  identifier TEXT NOT NULL PRIMARY KEY, -- 证照标识
  certificate_id TEXT NOT NULL -- its row
) STRICT;

-- table: printed numbers are unique per type and issuing unit
CREATE TABLE certificate_number (
  type_code TEXT NOT NULL, -- type
  unit_code TEXT NOT NULL, -- issuing unit
  number TEXT NOT NULL, -- printed number
  certificate_id TEXT NOT NULL, -- newest version under this number
  PRIMARY KEY (type_code, unit_code, number)
) STRICT;

-- table: counters for serials; taken inside the change that uses them
CREATE TABLE serial (
  name TEXT NOT NULL PRIMARY KEY, -- what is counted
  last INTEGER NOT NULL -- last value given out
) STRICT;

-- table: 用证, every use with its purpose; written before the answer leaves (I2)
CREATE TABLE usage (
  bucket INTEGER NOT NULL, -- bucket of the certificate
  use_code TEXT NOT NULL, -- 用证码
  certificate_id TEXT NOT NULL, -- what was used
  identifier TEXT NOT NULL, -- its 证照标识
  type_code TEXT NOT NULL, -- its type
  unit_code TEXT NOT NULL, -- using unit
  region TEXT NOT NULL, -- its region
  actor TEXT NOT NULL, -- who asked
  channel TEXT NOT NULL, -- manual or api (Art. 15)
  matter_code TEXT NOT NULL, -- 事项
  case_number TEXT NOT NULL, -- 办件号
  note_sealed BLOB NOT NULL, -- free note, sealed
  rule TEXT NOT NULL, -- the rule that allowed it
  used_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL, -- always 1: uses never change
  record_id TEXT NOT NULL, -- log record of the use
  PRIMARY KEY (bucket, use_code)
) STRICT;
CREATE INDEX usage_by_unit ON usage (unit_code, use_code);
CREATE INDEX usage_by_certificate ON usage (certificate_id, use_code);

-- table: 通知, what the applicant is to be told (Art. 10)
CREATE TABLE notice (
  bucket INTEGER NOT NULL, -- bucket of the certificate
  notice_id TEXT NOT NULL, -- UUIDv7 with the bucket inside
  certificate_id TEXT NOT NULL, -- about what
  identifier TEXT NOT NULL, -- its 证照标识
  unit_code TEXT NOT NULL, -- issuing unit
  region TEXT NOT NULL, -- its region
  kind TEXT NOT NULL, -- issued, updated, suspended, resumed, revoked
  state TEXT NOT NULL, -- queued, sent, failed
  recipient_sealed BLOB NOT NULL, -- name of the holder, sealed
  created_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (bucket, notice_id)
) STRICT;
CREATE INDEX notice_by_unit ON notice (unit_code, notice_id);

-- table: follow-up work, enqueued in the commit that wants it; running it twice does no harm
CREATE TABLE job (
  job_id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
  kind TEXT NOT NULL, -- produce
  subject TEXT NOT NULL, -- what it works on
  state TEXT NOT NULL, -- waiting, done, parked
  due_at INTEGER NOT NULL, -- not before this instant
  locked_until INTEGER NOT NULL, -- a worker holds it until then
  tries INTEGER NOT NULL, -- how often it was started
  last_error TEXT NOT NULL -- why it last failed, without personal data
) STRICT;
CREATE INDEX job_by_due ON job (state, due_at);

-- table: answers to requests that may be repeated; saved in the commit of their effect
CREATE TABLE idempotency (
  caller TEXT NOT NULL, -- who asked
  request_key TEXT NOT NULL, -- Idempotency-Key
  request_digest BLOB NOT NULL, -- SM3 of the request
  answer_sealed BLOB NOT NULL, -- the value that was answered, sealed
  at INTEGER NOT NULL, -- instant
  PRIMARY KEY (caller, request_key)
) STRICT;

-- table: files by keyed name, compressed against a reference document, then sealed (decision 10)
CREATE TABLE file (
  file_name BLOB NOT NULL PRIMARY KEY, -- HMAC-SM3 of the content's SM3
  reference BLOB, -- keyed name of the reference document, or null
  codec TEXT NOT NULL, -- zstd, zstd-ref, raw
  length INTEGER NOT NULL, -- bytes of the original
  content_sealed BLOB NOT NULL -- compressed bytes, sealed
) STRICT;

-- table: the reference document of a template and seal
CREATE TABLE file_reference (
  name TEXT NOT NULL PRIMARY KEY, -- template version and seal version
  file_name BLOB NOT NULL -- the document
) STRICT;

-- table: the log's records (append only: the service role may insert and read)
CREATE TABLE audit_record (
  record_id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
  at INTEGER NOT NULL, -- instant
  event TEXT NOT NULL, -- what happened
  outcome TEXT NOT NULL, -- done or denied
  actor TEXT NOT NULL, -- who
  unit_code TEXT NOT NULL, -- their unit
  subject TEXT NOT NULL, -- on what
  body TEXT NOT NULL, -- the record's text
  leaf BLOB NOT NULL, -- leaf hash of the text
  mac BLOB NOT NULL -- HMAC-SM3 of the leaf with a key outside the database
) STRICT;
CREATE INDEX audit_record_by_subject ON audit_record (subject, record_id);
CREATE INDEX audit_record_by_unit ON audit_record (unit_code, record_id);

-- table: records that wait for their place; work list of the sequencer, no evidence
CREATE TABLE audit_pending (
  record_id TEXT NOT NULL PRIMARY KEY -- the record
) STRICT;

-- table: the place of each record in the tree (append only)
CREATE TABLE audit_place (
  place INTEGER NOT NULL PRIMARY KEY, -- index of the leaf, from 0
  record_id TEXT NOT NULL UNIQUE, -- the record
  leaf BLOB NOT NULL -- its leaf hash
) STRICT;

-- table: hashes of complete subtrees, level 1 and up (append only)
CREATE TABLE audit_node (
  level INTEGER NOT NULL, -- 2^level leaves
  place INTEGER NOT NULL, -- index within the level
  hash BLOB NOT NULL, -- root of the subtree
  PRIMARY KEY (level, place)
) STRICT;

-- table: the tree's right edge; one row, moved by compare and swap
CREATE TABLE audit_head (
  id INTEGER NOT NULL PRIMARY KEY, -- always 1
  size INTEGER NOT NULL, -- records in the tree
  frontier BLOB NOT NULL -- size and peaks
) STRICT;

-- table: details of records, erasable; the record holds their salted digest (I10)
CREATE TABLE audit_detail (
  record_id TEXT NOT NULL PRIMARY KEY, -- the record
  salt BLOB NOT NULL, -- 16 random bytes
  details_sealed BLOB NOT NULL -- JSON, sealed
) STRICT;

-- table: failed logins per account; operational, no evidence
CREATE TABLE login_guard (
  account TEXT NOT NULL PRIMARY KEY, -- account that was tried
  failures INTEGER NOT NULL, -- in a row
  locked_until INTEGER NOT NULL -- refused until then
) STRICT;
