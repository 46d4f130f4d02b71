-- Drafts that desk and phone fill in together. `authors` names who made an entry: null is the citizen, text a member of
-- staff. What was answered is erased when the draft ends; the rest goes a day later.

CREATE TABLE drafts (
  id         TEXT PRIMARY KEY,
  procedure  TEXT NOT NULL,
  version    TEXT NOT NULL,
  device     TEXT REFERENCES devices (id),
  desk       INTEGER NOT NULL,
  staff      TEXT,
  opened_by  TEXT,
  answers    TEXT NOT NULL,
  authors    TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  touched_ms INTEGER NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'handed_in', 'closed')),
  dossier    TEXT REFERENCES dossiers (id),
  code       TEXT,
  submission TEXT
) STRICT;
CREATE INDEX drafts_by_state ON drafts (state, touched_ms);

-- Everybody who ever took part: whose uploads may be named.
CREATE TABLE draft_parties (
  draft TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
  kind  TEXT NOT NULL CHECK (kind IN ('device', 'staff')),
  id    TEXT NOT NULL,
  PRIMARY KEY (draft, kind, id)
) STRICT;

-- One-time codes, as hashes. A used one is kept, so that it can be told from one that never was.
CREATE TABLE draft_codes (
  hash       TEXT PRIMARY KEY,
  draft      TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
  offered_by TEXT NOT NULL CHECK (offered_by IN ('device', 'staff')),
  expires_ms INTEGER NOT NULL,
  used_kind  TEXT,
  used_by    TEXT
) STRICT;
CREATE INDEX draft_codes_by_draft ON draft_codes (draft);

-- Who of the staff looked at which file of a draft; with the dossier it becomes part of its record.
CREATE TABLE draft_views (
  id     TEXT PRIMARY KEY,
  at_ms  INTEGER NOT NULL,
  staff  TEXT NOT NULL REFERENCES staff (id),
  draft  TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
  upload TEXT NOT NULL
) STRICT;
CREATE INDEX draft_views_by_draft ON draft_views (draft);
