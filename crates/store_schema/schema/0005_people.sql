-- Stopping people, systems and units; posts that two administrators grant; counting logins before they are judged
-- (decision 0023). The conventions are those of the first step.

ALTER TABLE person ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0; -- 1 = may only change the password
ALTER TABLE person ADD COLUMN session_generation INTEGER NOT NULL DEFAULT 0; -- sessions of an earlier one have ended
ALTER TABLE unit ADD COLUMN session_generation INTEGER NOT NULL DEFAULT 0; -- sessions of an earlier one have ended

-- Sessions are ended: their MAC covers more columns now, and people log in again.
DELETE FROM session;
ALTER TABLE session ADD COLUMN generation INTEGER NOT NULL DEFAULT 0; -- session_generation of the person at the login
ALTER TABLE session ADD COLUMN unit_generation INTEGER NOT NULL DEFAULT 0; -- session_generation of the unit at the login

-- table: 岗位授予, proposals to give a person a post; a second administrator confirms them
CREATE TABLE post_grant (
  grant_id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
  person_id TEXT NOT NULL, -- person who is to hold the post
  role TEXT NOT NULL, -- post
  state TEXT NOT NULL, -- proposed, confirmed, declined, withdrawn
  proposed_by TEXT NOT NULL, -- identity of the person who proposed it
  proposed_at INTEGER NOT NULL, -- instant of the proposal
  decided_by TEXT NOT NULL, -- identity of the person who decided, or empty
  decided_at INTEGER NOT NULL, -- instant of the decision; 0 = not yet
  version INTEGER NOT NULL, -- number of saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;
CREATE INDEX post_grant_by_state ON post_grant (state, grant_id);
CREATE INDEX post_grant_by_person ON post_grant (person_id, state, grant_id);

DROP TABLE login_guard;
-- table: logins that failed or are being judged, for an address, an account, and both together; operational
CREATE TABLE login_guard (
  guard BLOB NOT NULL PRIMARY KEY, -- keyed hash of what is guarded
  account_index BLOB NOT NULL, -- keyed hash of the account; empty for an address alone
  failures INTEGER NOT NULL, -- attempts since the last success
  next_at INTEGER NOT NULL, -- instant before which no attempt is judged; 0 = no delay
  last_at INTEGER NOT NULL -- instant of the last attempt that was judged
) STRICT;
CREATE INDEX login_guard_by_account ON login_guard (account_index);
CREATE INDEX login_guard_by_time ON login_guard (last_at);
