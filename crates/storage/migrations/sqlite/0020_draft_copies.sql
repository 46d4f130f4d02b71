-- Copies of drafts that phones keep at the office. Only the phone itself reads them; no member of staff does.

CREATE TABLE draft_copies (
  device     TEXT NOT NULL REFERENCES devices (id),
  -- The draft's id on the phone: the key of handing in.
  id         TEXT NOT NULL,
  -- By the phone's clock, which may be wrong and may jump: only ever handed back.
  updated_ms INTEGER NOT NULL,
  content    TEXT NOT NULL,
  -- By ours.
  touched_ms INTEGER NOT NULL,
  PRIMARY KEY (device, id)
) STRICT;
CREATE INDEX draft_copies_by_age ON draft_copies (touched_ms);
