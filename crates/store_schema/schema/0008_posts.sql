-- Posts have days (Art. 25, 27): a first one and, if the post ends by itself, a last one. The conventions are those of the
-- first step.

ALTER TABLE post_grant ADD COLUMN first_day TEXT NOT NULL DEFAULT ''; -- first day of the post; empty = before this step
ALTER TABLE post_grant ADD COLUMN last_day TEXT NOT NULL DEFAULT ''; -- last day of the post; empty = until it is withdrawn
ALTER TABLE post_grant ADD COLUMN ended_by TEXT NOT NULL DEFAULT ''; -- identity of the person who withdrew the post, or empty
ALTER TABLE post_grant ADD COLUMN ended_at INTEGER NOT NULL DEFAULT 0; -- instant of the withdrawal; 0 = not withdrawn
ALTER TABLE post_grant ADD COLUMN unit_code TEXT NOT NULL DEFAULT ''; -- unit of the person when the post was proposed; empty = before this step
ALTER TABLE person_role ADD COLUMN first_day TEXT NOT NULL DEFAULT ''; -- first day of the post; empty = before this step
ALTER TABLE person_role ADD COLUMN last_day TEXT NOT NULL DEFAULT ''; -- last day of the post; empty = until it is withdrawn

-- Who held posts in a unit (Art. 25, 27).
CREATE INDEX post_grant_by_unit ON post_grant (unit_code, person_id);

-- Posts that are about to end.
CREATE INDEX person_role_by_last_day ON person_role (active, last_day, person_id, role);
