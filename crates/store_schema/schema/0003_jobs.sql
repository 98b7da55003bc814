-- The job queue with several jobs per subject, schedules, dated data, and notes on certificates.
-- Words as in the first step.

ALTER TABLE job RENAME TO job_before;

-- table: follow-up work, enqueued in the commit that wants it; running it twice does no harm
CREATE TABLE job (
  job_id TEXT NOT NULL PRIMARY KEY, -- identity
  kind TEXT NOT NULL, -- what is to be done
  subject TEXT NOT NULL, -- what it works on
  occurrence TEXT NOT NULL, -- which time: a subject has one job of a kind for each occurrence
  payload TEXT NOT NULL, -- what the work needs to know as JSON, without personal data; may be empty
  state TEXT NOT NULL, -- waiting, running, done, parked
  priority INTEGER NOT NULL, -- smaller comes first
  due_at INTEGER NOT NULL, -- not before this instant
  owner TEXT NOT NULL, -- worker that holds it, or empty
  locked_until INTEGER NOT NULL, -- the worker holds it until then
  tries INTEGER NOT NULL, -- how often it was started
  last_error TEXT NOT NULL, -- why it last failed, without personal data
  progress_done INTEGER NOT NULL, -- steps that are done
  progress_total INTEGER NOT NULL, -- all steps; 0 = not known
  created_at INTEGER NOT NULL, -- instant it was enqueued
  finished_at INTEGER NOT NULL -- instant it was done or parked; 0 = not yet
) STRICT;

INSERT INTO job (job_id, kind, subject, occurrence, payload, state, priority, due_at, owner,
  locked_until, tries, last_error, progress_done, progress_total, created_at, finished_at)
SELECT job_id, kind, subject, '', '', state, 0, due_at, '',
  locked_until, tries, last_error, 0, 0, due_at, CASE state WHEN 'done' THEN due_at ELSE 0 END
FROM job_before;
DROP TABLE job_before;
CREATE UNIQUE INDEX job_by_occurrence ON job (kind, subject, occurrence);
CREATE INDEX job_by_priority ON job (state, priority, due_at, job_id);
CREATE INDEX job_by_due ON job (state, due_at);
CREATE INDEX job_by_state ON job (state, job_id);

-- table: work that is due again and again; one process at a time does it
CREATE TABLE schedule (
  kind TEXT NOT NULL PRIMARY KEY, -- what is to be done
  every_millis INTEGER NOT NULL, -- how often
  last_at INTEGER NOT NULL, -- instant it was last done; 0 = never
  next_at INTEGER NOT NULL, -- not before this instant
  owner TEXT NOT NULL, -- process that does it, or empty
  locked_until INTEGER NOT NULL -- the process has it until then
) STRICT;

-- table: 带日期的规则, data that change without a release: rule book, workdays, regions
CREATE TABLE dated_data (
  name TEXT NOT NULL, -- which data
  number INTEGER NOT NULL, -- version of the data, from 1
  effective_from TEXT NOT NULL, -- first day on which they apply
  article TEXT NOT NULL, -- law or decision that they come from
  content TEXT NOT NULL, -- the data
  digest TEXT NOT NULL, -- SM3 of the content, hex
  proposed_by TEXT NOT NULL, -- person who proposed them
  signed_by TEXT NOT NULL, -- person who signed them, or empty
  signature TEXT NOT NULL, -- SM2 signature of the city over all of this, hex, or empty
  state TEXT NOT NULL, -- proposed, in_force, withdrawn
  created_at INTEGER NOT NULL, -- instant of the first save
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (name, number)
) STRICT;
CREATE INDEX dated_data_by_day ON dated_data (name, state, effective_from);

-- table: 备注, what a clerk of a unit notes on a certificate
CREATE TABLE note (
  bucket INTEGER NOT NULL, -- bucket of the certificate
  note_id TEXT NOT NULL, -- UUIDv7 with the bucket inside
  certificate_id TEXT NOT NULL, -- about what
  identifier TEXT NOT NULL, -- its 证照标识
  unit_code TEXT NOT NULL, -- unit of the author
  region TEXT NOT NULL, -- its region
  author TEXT NOT NULL, -- person who wrote it
  text_sealed BLOB NOT NULL, -- the note, sealed
  state TEXT NOT NULL, -- standing, withdrawn
  created_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (bucket, note_id)
) STRICT;
CREATE INDEX note_by_certificate ON note (certificate_id, note_id);
