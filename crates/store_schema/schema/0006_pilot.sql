-- What would stop a pilot on its first day: findings that the reviewer decides, and what belongs to them. The conventions
-- are those of the first step.

ALTER TABLE application ADD COLUMN warnings INTEGER NOT NULL DEFAULT 0; -- warnings at the last submission
ALTER TABLE application ADD COLUMN submitted_at INTEGER NOT NULL DEFAULT 0; -- instant of the last submission; 0 = not yet
ALTER TABLE application ADD COLUMN accepted_sealed BLOB NOT NULL DEFAULT x''; -- warnings that the reviewer accepted, with reasons, as JSON, sealed
-- What a pilot needs before its first day. The conventions are those of the first step.

-- The catalog (Art. 3, 9): declared free of state secrets, shown to using units, returned with a reason.
ALTER TABLE catalog_version ADD COLUMN circulated INTEGER NOT NULL DEFAULT 0; -- 1 = using units are asked for comments on the draft
ALTER TABLE catalog_version ADD COLUMN declared_by TEXT NOT NULL DEFAULT ''; -- identity of the person who declared that it contains no state secret, or empty
ALTER TABLE catalog_version ADD COLUMN declared_at INTEGER NOT NULL DEFAULT 0; -- instant of the declaration; 0 = not yet
ALTER TABLE catalog_version ADD COLUMN reason_sealed BLOB NOT NULL DEFAULT x''; -- why the manager returned it, sealed; empty = not returned
ALTER TABLE catalog_version ADD COLUMN changed_at INTEGER NOT NULL DEFAULT 0; -- instant of the last change of state; 0 = before this step
ALTER TABLE catalog_version ADD COLUMN task_id TEXT NOT NULL DEFAULT ''; -- task for which it was compiled, or empty
CREATE INDEX catalog_by_task ON catalog_version (task_id);

-- table: 目录编制任务, a managing unit has a unit compile a catalog entry
CREATE TABLE catalog_task (
  task_id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
  state TEXT NOT NULL, -- open, done, withdrawn
  name TEXT NOT NULL, -- name of the type to compile
  type_code TEXT NOT NULL, -- existing type of which a new version is to be compiled, or empty
  unit_code TEXT NOT NULL, -- unit that compiles
  region TEXT NOT NULL, -- its region
  due TEXT NOT NULL, -- last day of the term
  assigned_by TEXT NOT NULL, -- identity of the manager
  assigned_at INTEGER NOT NULL, -- instant of the assignment
  reason_sealed BLOB NOT NULL, -- why it was withdrawn, sealed; empty = not withdrawn
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;
CREATE INDEX catalog_task_by_unit ON catalog_task (unit_code, state, task_id);

-- table: 目录意见, what using units say about an entry before it is published
CREATE TABLE catalog_comment (
  comment_id TEXT NOT NULL PRIMARY KEY, -- UUIDv7
  type_code TEXT NOT NULL, -- type commented on
  number INTEGER NOT NULL, -- version of its entry
  unit_code TEXT NOT NULL, -- unit that comments
  region TEXT NOT NULL, -- its region
  author TEXT NOT NULL, -- identity of the person
  text_sealed BLOB NOT NULL, -- the text, sealed
  created_at INTEGER NOT NULL, -- instant of the comment
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;
CREATE INDEX catalog_comment_by_entry ON catalog_comment (type_code, number, comment_id);

-- table: 目录年度确认, an issuing unit has confirmed that a published entry is still right
CREATE TABLE catalog_confirmation (
  type_code TEXT NOT NULL, -- type
  unit_code TEXT NOT NULL, -- issuing unit
  region TEXT NOT NULL, -- its region
  number INTEGER NOT NULL, -- version that was confirmed last
  confirmed_by TEXT NOT NULL, -- identity of the person
  confirmed_at INTEGER NOT NULL, -- instant of the last confirmation
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (type_code, unit_code)
) STRICT;

-- How many applications hang on a type is asked before its entry changes.
CREATE INDEX application_by_type ON application (type_code, state, application_id);

-- Lists of the audit log by who acted and by event, and of a certificate by its printed number alone (Art. 21).
CREATE INDEX audit_record_by_actor ON audit_record (actor, record_id);
CREATE INDEX audit_record_by_event ON audit_record (event, record_id);
CREATE INDEX certificate_number_by_number ON certificate_number (number);

-- Lists of uses in a region and in the whole city, for the managing units (Art. 6, 15).
CREATE INDEX usage_by_region ON usage (region, use_code);
CREATE INDEX usage_by_code ON usage (use_code);

-- Lists of uses by the number of the case for which they were made (Art. 15).
CREATE INDEX usage_by_case ON usage (case_number, use_code);
