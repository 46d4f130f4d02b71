-- Reports: what of a dossier is counted, derived from its events, and how its clock stood at every moment of the past, so
-- that a period that is over can be counted again. Rows from before are projected anew at start.

ALTER TABLE dossiers ADD COLUMN timeliness TEXT NOT NULL DEFAULT '';
ALTER TABLE dossiers ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN second_ms INTEGER;
ALTER TABLE dossiers ADD COLUMN typed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN paid_ms INTEGER;
ALTER TABLE dossiers ADD COLUMN paid_online INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN papers_kept INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN result_file INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN e_copy INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN handler TEXT NOT NULL DEFAULT '';

CREATE TABLE clocks (
  dossier  TEXT NOT NULL REFERENCES dossiers (id),
  seq      INTEGER NOT NULL,
  since_ms INTEGER NOT NULL,
  late_ms  INTEGER NOT NULL,
  paused   INTEGER NOT NULL,
  PRIMARY KEY (dossier, seq)
) STRICT, WITHOUT ROWID;
