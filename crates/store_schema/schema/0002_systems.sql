-- Calling systems, seals, archive copies, and the indexes of the lists. Words as in the first step.

-- table: 接入系统, systems of units that call the interface with signed requests
CREATE TABLE client (
  client_id TEXT NOT NULL PRIMARY KEY, -- name of the system in its requests
  name TEXT NOT NULL, -- what it is called on pages
  unit_code TEXT NOT NULL, -- unit that runs it
  region TEXT NOT NULL, -- its region
  public_key TEXT NOT NULL, -- SM2 key, SubjectPublicKeyInfo in hex
  active INTEGER NOT NULL, -- 0 = suspended
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;

-- table: random words of signed requests, so that none is taken twice; operational
CREATE TABLE nonce (
  client_id TEXT NOT NULL, -- calling system
  nonce TEXT NOT NULL, -- its random word
  at INTEGER NOT NULL, -- instant; may be forgotten once the window is over
  PRIMARY KEY (client_id, nonce)
) STRICT;

-- table: 电子印章 of units; the private key stands in the key folder under the seal's name
CREATE TABLE seal (
  seal_id TEXT NOT NULL PRIMARY KEY, -- esID, unique
  unit_code TEXT NOT NULL, -- unit whose seal it is
  region TEXT NOT NULL, -- its region
  name TEXT NOT NULL, -- as the seal shows it
  state TEXT NOT NULL, -- active, suspended, revoked
  seal BLOB NOT NULL, -- SESeal in DER
  x509 BLOB NOT NULL, -- the signer's X.509 certificate in DER
  made_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL, -- saves of this row
  record_id TEXT NOT NULL -- log record of the last save
) STRICT;
CREATE INDEX seal_by_unit ON seal (unit_code, state, seal_id);

-- table: 存档副本, annotated copies that left for a stated use (Art. 16)
CREATE TABLE archive_copy (
  bucket INTEGER NOT NULL, -- bucket of the certificate
  copy_id TEXT NOT NULL, -- UUIDv7 with the bucket inside; printed on the copy
  use_code TEXT NOT NULL, -- the use it belongs to
  identifier TEXT NOT NULL, -- 证照标识 of the original
  unit_code TEXT NOT NULL, -- using unit
  region TEXT NOT NULL, -- its region
  file_name BLOB NOT NULL, -- keyed name of the copy's file
  file_sm3 BLOB NOT NULL, -- SM3 of the file
  file_sha256 BLOB NOT NULL, -- SHA-256 of the file
  file_bytes INTEGER NOT NULL, -- length of the file
  made_at INTEGER NOT NULL, -- instant
  version INTEGER NOT NULL, -- always 1: copies never change
  record_id TEXT NOT NULL, -- log record of its making
  PRIMARY KEY (bucket, copy_id)
) STRICT;
CREATE UNIQUE INDEX archive_copy_by_use ON archive_copy (use_code);

CREATE INDEX certificate_by_unit_type ON certificate (unit_code, type_code, certificate_id);
CREATE INDEX certificate_by_unit_state ON certificate (unit_code, state, certificate_id);
CREATE INDEX certificate_number_by_unit ON certificate_number (unit_code, number);
CREATE INDEX application_by_unit_id ON application (unit_code, application_id);
