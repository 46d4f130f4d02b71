-- Uploads that are no longer kept are still known for a while (410, not 404); files that no row names wait before they are removed.

ALTER TABLE uploads ADD COLUMN metadata TEXT NOT NULL DEFAULT '';
CREATE INDEX uploads_by_age ON uploads (state, created_ms);
CREATE INDEX uploads_by_blob ON uploads (blob) WHERE blob IS NOT NULL;

CREATE TABLE gone_uploads (
  id         TEXT PRIMARY KEY,
  owner_kind TEXT NOT NULL,
  owner_id   TEXT NOT NULL,
  gone_ms    INTEGER NOT NULL
) STRICT;

CREATE TABLE trash (
  blob      TEXT PRIMARY KEY,
  thrown_ms INTEGER NOT NULL
) STRICT;
