-- How somebody logged in, when they last proved who they are, and one-time codes (Art. 20, decision 0024). The
-- conventions are those of the first step.

-- Sessions are ended: their MAC covers more columns now, and people log in again.
DELETE FROM session;
ALTER TABLE session ADD COLUMN means TEXT NOT NULL DEFAULT ''; -- how the person logged in
ALTER TABLE session ADD COLUMN proved_at INTEGER NOT NULL DEFAULT 0; -- instant at which the person last proved who they are
CREATE INDEX session_by_person ON session (person_id, opened_at);

-- table: 动态口令, the secret from which a person's one-time codes are computed (GM/T 0021)
CREATE TABLE login_code (
  person_id TEXT NOT NULL PRIMARY KEY, -- whose codes they are
  secret_sealed BLOB NOT NULL, -- secret of 16 bytes, encrypted; empty until codes were confirmed for the first time
  next_sealed BLOB NOT NULL, -- secret that replaces it once a code of it is given, encrypted; empty = none
  state TEXT NOT NULL, -- proposed, active, withdrawn
  last_step INTEGER NOT NULL, -- number of the minute whose code was accepted last; earlier codes count no more
  changed_at INTEGER NOT NULL, -- instant of the last change of the state
  version INTEGER NOT NULL, -- number of saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;

-- table: 登录证书, the digital certificates with whose keys a person logs in
CREATE TABLE login_key (
  key_id TEXT NOT NULL PRIMARY KEY, -- SM3 of the public key (SubjectPublicKeyInfo), in hexadecimal
  person_id TEXT NOT NULL, -- whose key it is
  certificate BLOB NOT NULL, -- X.509 certificate, DER
  state TEXT NOT NULL, -- active, withdrawn
  added_at INTEGER NOT NULL, -- instant at which the person showed that the key is theirs
  version INTEGER NOT NULL, -- number of saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;
CREATE INDEX login_key_by_person ON login_key (person_id, key_id);
