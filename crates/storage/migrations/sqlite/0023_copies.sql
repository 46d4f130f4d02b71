-- Certified electronic copies: the register of certifications, which outlives the dossiers, and the public keys of their codes.

-- By number; gapless through the year. `signer` is an account, `signer_name` their name on that day.
CREATE TABLE certifications (
  year         INTEGER NOT NULL,
  number       INTEGER NOT NULL CHECK (number > 0),
  dossier      TEXT NOT NULL,
  at_ms        INTEGER NOT NULL,
  requester    TEXT NOT NULL,
  document     TEXT NOT NULL,
  pages        INTEGER NOT NULL,
  copies       INTEGER NOT NULL,
  fee          INTEGER,
  signer       TEXT NOT NULL,
  signer_name  TEXT NOT NULL,
  content      TEXT NOT NULL,
  code         TEXT NOT NULL,
  file_sha256  TEXT NOT NULL,
  revoked_ms   INTEGER,
  revoked_by   TEXT,
  reason       TEXT,
  PRIMARY KEY (year, number)
) STRICT;
CREATE UNIQUE INDEX certifications_by_dossier ON certifications (dossier);
CREATE TRIGGER certifications_have_no_gap BEFORE INSERT ON certifications
WHEN NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM certifications WHERE year = NEW.year)
BEGIN SELECT RAISE(ABORT, 'the register of certifications has no gap'); END;
CREATE TRIGGER certifications_stay BEFORE DELETE ON certifications
BEGIN SELECT RAISE(ABORT, 'the register of certifications only grows'); END;

-- `public`: 32 bytes, hex; `id`: the first eight of its SHA-256. The secret half lies in a file beside the database.
-- `retired_ms`: signs no more, and what it signed counts. `withdrawn_ms`: nothing that it signed counts.
CREATE TABLE copy_keys (
  id           TEXT PRIMARY KEY,
  public       TEXT NOT NULL,
  made_ms      INTEGER NOT NULL,
  retired_ms   INTEGER,
  withdrawn_ms INTEGER
) STRICT;

ALTER TABLE dossiers ADD COLUMN certified INTEGER NOT NULL DEFAULT 0;
