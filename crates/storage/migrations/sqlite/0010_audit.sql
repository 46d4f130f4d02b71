-- The audit chain, seals of rows against silent damage, holds against erasure, and which life of the installation this is.

-- Each row's hash covers the row and the hash before it. Nothing personal stands here: ids, codes, salted digests.
CREATE TABLE audit (
  seq     INTEGER PRIMARY KEY CHECK (seq > 0),
  at_ms   INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  actor   TEXT NOT NULL,
  dossier TEXT,
  object  TEXT,
  version INTEGER,
  digest  TEXT NOT NULL,
  hash    TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX audit_by_dossier ON audit (dossier, seq) WHERE dossier IS NOT NULL;
CREATE INDEX audit_by_object ON audit (object, seq) WHERE object IS NOT NULL;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END;
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit chain only grows'); END;
CREATE TRIGGER audit_has_no_gap BEFORE INSERT ON audit
WHEN NEW.seq IS NOT (SELECT seq + 1 FROM audit_head)
BEGIN SELECT RAISE(ABORT, 'the audit chain has no gap'); END;

-- The last link once more: an end that was cut off is noticed.
CREATE TABLE audit_head (
  one  INTEGER PRIMARY KEY CHECK (one = 1),
  seq  INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_head (one, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- SHA-256 over a dossier's events, each with what came before, salted by the receipt's secret. Empty: from before this.
ALTER TABLE dossiers ADD COLUMN history TEXT NOT NULL DEFAULT '';

-- SHA-256 of every row of every other table, by its primary key as JSON; `touched` names rows to be sealed at the end of
-- the transaction that is running, and is empty outside of one.
CREATE TABLE seals (
  tbl    TEXT NOT NULL,
  key    TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  PRIMARY KEY (tbl, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE touched (
  tbl TEXT NOT NULL,
  key TEXT NOT NULL
) STRICT;

-- Dossiers that are not erased, whatever their age: the reference of the order that says so.
CREATE TABLE holds (
  dossier   TEXT PRIMARY KEY REFERENCES dossiers (id),
  reference TEXT NOT NULL,
  at_ms     INTEGER NOT NULL
) STRICT;

-- `epoch` is another one after a backup was restored.
CREATE TABLE installation (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  epoch       TEXT NOT NULL,
  restored_ms INTEGER
) STRICT;
INSERT INTO installation (one, epoch) VALUES (1, lower(hex(randomblob(16))));
