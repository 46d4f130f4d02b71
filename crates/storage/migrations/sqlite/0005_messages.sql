-- Messages between desk and citizen. `staff` is who of the office wrote (none: the citizen); `read_ms` is when the other
-- side first saw it. Files are bound uploads of their own table: they are not papers of the dossier.

CREATE TABLE messages (
  id      TEXT PRIMARY KEY,
  dossier TEXT NOT NULL REFERENCES dossiers (id),
  seq     INTEGER NOT NULL,
  at_ms   INTEGER NOT NULL,
  staff   TEXT REFERENCES staff (id),
  text    TEXT NOT NULL,
  read_ms INTEGER,
  UNIQUE (dossier, seq)
) STRICT;

CREATE TABLE message_files (
  upload  TEXT PRIMARY KEY REFERENCES uploads (id),
  message TEXT NOT NULL REFERENCES messages (id),
  place   INTEGER NOT NULL
) STRICT;
CREATE INDEX message_files_by_message ON message_files (message, place);
