-- Matters and what is missing for them (Art. 4(5), 8, 13, 19). The conventions are those of the first step.

-- Versions of a matter (Art. 8): the row of the matter is its newest version.
ALTER TABLE matter ADD COLUMN changes INTEGER NOT NULL DEFAULT 0; -- number of versions before this one
ALTER TABLE matter ADD COLUMN first_day TEXT NOT NULL DEFAULT ''; -- first day of this version; empty = registered before this step
ALTER TABLE matter ADD COLUMN last_day TEXT NOT NULL DEFAULT ''; -- last day on which the matter is handled, or empty
ALTER TABLE usage ADD COLUMN matter_version INTEGER NOT NULL DEFAULT 0; -- version of the matter by which it was judged; 0 = before this step

-- table: 事项版本, versions of matters that a newer one follows
CREATE TABLE matter_version (
  matter_code TEXT NOT NULL, -- matter
  number INTEGER NOT NULL, -- version, from 1
  unit_code TEXT NOT NULL, -- unit that handles it
  name TEXT NOT NULL, -- name of the matter
  needs TEXT NOT NULL, -- type codes, comma separated
  yields TEXT NOT NULL, -- type codes, comma separated
  first_day TEXT NOT NULL, -- first day of the version; empty = registered before this step
  followed_at INTEGER NOT NULL, -- instant at which the next version was made
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (matter_code, number)
) STRICT;

-- table: 缺证台账, each certificate that a matter needed and a holder did not have; once a day
CREATE TABLE miss (
  miss_id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
  day TEXT NOT NULL, -- day on which it was missed
  unit_code TEXT NOT NULL, -- using unit that missed it
  region TEXT NOT NULL, -- its region
  matter_code TEXT NOT NULL, -- matter that needs it
  matter_version INTEGER NOT NULL, -- its version
  type_code TEXT NOT NULL, -- type that was missed
  issuer_code TEXT NOT NULL, -- unit that answers for it; empty if the type is unknown
  issuer_region TEXT NOT NULL, -- its region, or empty
  why TEXT NOT NULL, -- why it was missing, from which the cause follows
  holder_index BLOB NOT NULL, -- keyed hash of the holder's code, so that a miss is counted once a day
  missed_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL, -- always 1: misses never change
  record_id TEXT NOT NULL -- log record of the question
) STRICT;
CREATE UNIQUE INDEX miss_once_a_day ON miss (day, holder_index, type_code, matter_code, unit_code, why);
CREATE INDEX miss_by_unit ON miss (unit_code, miss_id);
CREATE INDEX miss_by_issuer ON miss (issuer_code, miss_id);
CREATE INDEX miss_by_task ON miss (issuer_code, type_code, why, miss_id);
CREATE INDEX miss_by_region ON miss (region, miss_id);

-- table: 缺证答复, what an issuing unit says that it does about the misses of a type
CREATE TABLE miss_answer (
  issuer_code TEXT NOT NULL, -- unit that answers
  type_code TEXT NOT NULL, -- type that is missed
  why TEXT NOT NULL, -- why it is missing
  region TEXT NOT NULL, -- region of the unit
  answer TEXT NOT NULL, -- planned, issued, not_ours
  planned_for TEXT NOT NULL, -- day up to which it is planned, or empty
  note_sealed BLOB NOT NULL, -- what the unit adds, sealed
  answered_by TEXT NOT NULL, -- identity of the person
  answered_at INTEGER NOT NULL, -- instant of the answer
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (issuer_code, type_code, why)
) STRICT;
