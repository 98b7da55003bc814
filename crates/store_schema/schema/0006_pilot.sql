-- What would stop a pilot on its first day: findings that the reviewer decides, and what belongs to them. The conventions
-- are those of the first step.

ALTER TABLE application ADD COLUMN warnings INTEGER NOT NULL DEFAULT 0; -- warnings at the last submission
ALTER TABLE application ADD COLUMN submitted_at INTEGER NOT NULL DEFAULT 0; -- instant of the last submission; 0 = not yet
ALTER TABLE application ADD COLUMN accepted_sealed BLOB NOT NULL DEFAULT x''; -- warnings that the reviewer accepted, with reasons, as JSON, sealed
