-- The first schema. Ids are UUIDv7 text, times are unix milliseconds, JSON is text: PostgreSQL takes the same shapes with BIGINT for INTEGER.

CREATE TABLE devices (
  id         TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  created_ms INTEGER NOT NULL
) STRICT;

-- `state`: open (bytes are coming), stored (checked and durable), bound (part of a dossier).
CREATE TABLE uploads (
  id          TEXT PRIMARY KEY,
  owner_kind  TEXT NOT NULL CHECK (owner_kind IN ('device', 'staff')),
  owner_id    TEXT NOT NULL,
  length      INTEGER NOT NULL CHECK (length > 0),
  received    INTEGER NOT NULL DEFAULT 0 CHECK (received BETWEEN 0 AND length),
  declared    TEXT NOT NULL,
  name        TEXT,
  sha256      TEXT NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('open', 'stored', 'bound')),
  media_type  TEXT,
  pages       INTEGER,
  blob        TEXT,
  created_ms  INTEGER NOT NULL,
  CHECK (state = 'open' OR (media_type IS NOT NULL AND pages IS NOT NULL AND blob IS NOT NULL AND received = length))
) STRICT;
CREATE INDEX uploads_by_owner ON uploads (owner_kind, owner_id, state);

CREATE TABLE upload_days (
  owner_kind TEXT NOT NULL,
  owner_id   TEXT NOT NULL,
  day        TEXT NOT NULL,
  bytes      INTEGER NOT NULL,
  PRIMARY KEY (owner_kind, owner_id, day)
) STRICT;

-- Everything from `state` on is a projection of the events, written in the same transaction.
CREATE TABLE dossiers (
  id             TEXT PRIMARY KEY,
  code           TEXT NOT NULL UNIQUE,
  submission     TEXT NOT NULL UNIQUE,
  content_sha256 TEXT NOT NULL,
  device         TEXT NOT NULL REFERENCES devices (id),
  secret_hash    TEXT NOT NULL,
  notice         TEXT NOT NULL,
  language       TEXT NOT NULL,
  procedure      TEXT NOT NULL,
  submitted_ms   INTEGER NOT NULL,
  state          TEXT NOT NULL,
  version        INTEGER NOT NULL,
  requester      TEXT NOT NULL,
  folded         TEXT NOT NULL,
  due            TEXT,
  due_order      INTEGER NOT NULL,
  paused         INTEGER NOT NULL
) STRICT;
CREATE INDEX dossiers_by_due ON dossiers (state, due_order, id);
CREATE INDEX dossiers_by_day ON dossiers (submitted_ms, id);

CREATE TABLE events (
  dossier TEXT NOT NULL REFERENCES dossiers (id),
  seq     INTEGER NOT NULL,
  at_ms   INTEGER NOT NULL,
  event   TEXT NOT NULL,
  PRIMARY KEY (dossier, seq)
) STRICT;

CREATE TABLE dossier_files (
  dossier TEXT NOT NULL REFERENCES dossiers (id),
  upload  TEXT NOT NULL UNIQUE REFERENCES uploads (id),
  role    TEXT NOT NULL CHECK (role IN ('paper', 'result')),
  PRIMARY KEY (dossier, upload)
) STRICT;

CREATE TABLE serials (
  agency TEXT NOT NULL,
  day    TEXT NOT NULL,
  last   INTEGER NOT NULL,
  PRIMARY KEY (agency, day)
) STRICT;

-- Answers to repeated requests: which key led to which version of a dossier.
CREATE TABLE replies (
  key            TEXT PRIMARY KEY,
  dossier        TEXT NOT NULL REFERENCES dossiers (id),
  content_sha256 TEXT NOT NULL,
  version        INTEGER NOT NULL,
  created_ms     INTEGER NOT NULL
) STRICT;

CREATE TABLE staff (
  id         TEXT PRIMARY KEY,
  user_name  TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  password   TEXT NOT NULL,
  disabled   INTEGER NOT NULL DEFAULT 0,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  staff      TEXT NOT NULL REFERENCES staff (id),
  created_ms INTEGER NOT NULL,
  seen_ms    INTEGER NOT NULL
) STRICT;

CREATE TABLE views (
  id      TEXT PRIMARY KEY,
  at_ms   INTEGER NOT NULL,
  staff   TEXT NOT NULL REFERENCES staff (id),
  dossier TEXT NOT NULL REFERENCES dossiers (id),
  upload  TEXT NOT NULL REFERENCES uploads (id)
) STRICT;
CREATE INDEX views_by_dossier ON views (dossier, at_ms);
