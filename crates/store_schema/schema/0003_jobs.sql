-- The job queue with several jobs for one subject, schedules (decision 0014), dated data (decision 0017),
-- and notes on certificates. The conventions are those of the first step.

ALTER TABLE job RENAME TO job_before;

-- table: jobs, enqueued in the commit that requires them; a job may run more than once without harm
CREATE TABLE job (
  job_id TEXT NOT NULL PRIMARY KEY, -- identity
  kind TEXT NOT NULL, -- what the job does
  subject TEXT NOT NULL, -- what it works on
  occurrence TEXT NOT NULL, -- distinguishes jobs of the same kind and subject
  payload TEXT NOT NULL, -- parameters as JSON, without personal data; may be empty
  state TEXT NOT NULL, -- waiting, running, done, parked
  priority INTEGER NOT NULL, -- jobs with smaller numbers run first
  due_at INTEGER NOT NULL, -- instant before which it does not run
  owner TEXT NOT NULL, -- worker that holds the lease, or empty
  locked_until INTEGER NOT NULL, -- instant at which the lease expires
  tries INTEGER NOT NULL, -- number of attempts so far
  last_error TEXT NOT NULL, -- why the last attempt failed, without personal data
  progress_done INTEGER NOT NULL, -- number of steps that are done
  progress_total INTEGER NOT NULL, -- number of all steps; 0 = not known
  created_at INTEGER NOT NULL, -- instant at which it was enqueued
  finished_at INTEGER NOT NULL -- instant at which it was done or parked; 0 = not yet
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

-- table: schedules of recurring work, which one process at a time does
CREATE TABLE schedule (
  kind TEXT NOT NULL PRIMARY KEY, -- what the schedule does
  every_millis INTEGER NOT NULL, -- interval in milliseconds
  last_at INTEGER NOT NULL, -- instant at which it was last done; 0 = never
  next_at INTEGER NOT NULL, -- instant at which it is due again
  owner TEXT NOT NULL, -- process that holds the lease, or empty
  locked_until INTEGER NOT NULL -- instant at which the lease expires
) STRICT;

-- table: 带日期的规则, data that change without a release: rule book, workdays, regions
CREATE TABLE dated_data (
  name TEXT NOT NULL, -- name of the data, such as workdays
  number INTEGER NOT NULL, -- version of the data, from 1
  effective_from TEXT NOT NULL, -- first day on which they apply
  article TEXT NOT NULL, -- law or decision from which they come
  content TEXT NOT NULL, -- the data as text
  digest TEXT NOT NULL, -- SM3 of the content in hexadecimal
  proposed_by TEXT NOT NULL, -- person who proposed them
  signed_by TEXT NOT NULL, -- person who signed them, or empty
  signature TEXT NOT NULL, -- SM2 signature of the city over all of this, in hexadecimal, or empty
  state TEXT NOT NULL, -- proposed, in_force, withdrawn
  created_at INTEGER NOT NULL, -- instant of the first save
  version INTEGER NOT NULL, -- number of saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (name, number)
) STRICT;
CREATE INDEX dated_data_by_day ON dated_data (name, state, effective_from);

-- table: 备注, notes that clerks attach to certificates of their unit
CREATE TABLE note (
  bucket INTEGER NOT NULL, -- bucket of the certificate
  note_id TEXT NOT NULL, -- UUIDv7 that contains the bucket
  certificate_id TEXT NOT NULL, -- certificate to which it is attached
  identifier TEXT NOT NULL, -- its 证照标识
  unit_code TEXT NOT NULL, -- unit of the author
  region TEXT NOT NULL, -- its region
  author TEXT NOT NULL, -- identity of the person who wrote it
  text_sealed BLOB NOT NULL, -- text of the note, sealed
  state TEXT NOT NULL, -- standing, withdrawn
  created_at INTEGER NOT NULL, -- instant at which it was written
  version INTEGER NOT NULL, -- number of saves of this row
  record_id TEXT NOT NULL, -- log record of the last save
  PRIMARY KEY (bucket, note_id)
) STRICT;
CREATE INDEX note_by_certificate ON note (certificate_id, note_id);
