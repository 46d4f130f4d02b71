-- Lists and search that do not slow down with the years: an index for every order in which a list is read, counts that are
-- kept instead of counted, and the words of every dossier (`lists.rs`, `search.rs`; decision 0022). Rows from before are
-- counted here, and their words are taken up at start.

-- What is not over is little, whatever has gathered behind it: its lists are read by what is due first.
CREATE INDEX dossiers_live_by_due ON dossiers (state, due_order, id, paused, proposed)
  WHERE state NOT IN ('', 'returned', 'refused', 'stopped');
CREATE INDEX dossiers_live_by_field ON dossiers (field, state, due_order, id)
  WHERE state NOT IN ('', 'returned', 'refused', 'stopped');
CREATE INDEX dossiers_live_by_procedure ON dossiers (procedure, state, due_order, id)
  WHERE state NOT IN ('', 'returned', 'refused', 'stopped');
DROP INDEX dossiers_by_assignee;
CREATE INDEX dossiers_live_by_assignee ON dossiers (assignee, state, due_order, id)
  WHERE state NOT IN ('', 'returned', 'refused', 'stopped');

-- What is over, and everything, is read from the newest.
CREATE INDEX dossiers_by_state_day ON dossiers (state, submitted_ms, id);
CREATE INDEX dossiers_by_field_day ON dossiers (field, state, submitted_ms, id);
CREATE INDEX dossiers_by_procedure_day ON dossiers (procedure, state, submitted_ms, id);
CREATE INDEX dossiers_by_assignee_day ON dossiers (assignee, state, submitted_ms, id);
CREATE INDEX dossiers_by_channel_day ON dossiers (channel, state, submitted_ms, id);
CREATE INDEX dossiers_by_end ON dossiers (ended_ms) WHERE ended_ms IS NOT NULL;

-- What is rare, in both orders.
CREATE INDEX dossiers_proposed ON dossiers (state, due_order, id) WHERE proposed = 1;
CREATE INDEX dossiers_asked ON dossiers (state, due_order, id) WHERE asked <> ' ';
CREATE INDEX dossiers_asked_day ON dossiers (state, submitted_ms, id) WHERE asked <> ' ';
CREATE INDEX dossiers_unread ON dossiers (state, due_order, id) WHERE unread > 0;
CREATE INDEX dossiers_unread_day ON dossiers (state, submitted_ms, id) WHERE unread > 0;
CREATE INDEX dossiers_flagged ON dossiers (state, due_order, id) WHERE counts_overdue = 1;
CREATE INDEX dossiers_flagged_day ON dossiers (state, submitted_ms, id) WHERE counts_overdue = 1;

-- What a start catches up on.
CREATE INDEX dossiers_unchained ON dossiers (id) WHERE history = '';
CREATE INDEX dossiers_unnumbered ON dossiers (submitted_ms, id) WHERE book_number = 0;

-- How many dossiers there are of each kind: what the filters of a list tell apart. Nobody is no text, unread is yes or no.
CREATE TABLE tallies (
  state          TEXT NOT NULL,
  proposed       INTEGER NOT NULL,
  field          TEXT NOT NULL,
  procedure      TEXT NOT NULL,
  channel        TEXT NOT NULL,
  assignee       TEXT NOT NULL,
  asked          TEXT NOT NULL,
  counts_overdue INTEGER NOT NULL,
  unread         INTEGER NOT NULL,
  count          INTEGER NOT NULL,
  PRIMARY KEY (state, proposed, field, procedure, channel, assignee, asked, counts_overdue, unread)
) STRICT, WITHOUT ROWID;
INSERT INTO tallies
SELECT dossiers.state, dossiers.proposed, dossiers.field, dossiers.procedure, dossiers.channel, COALESCE(dossiers.assignee, ''), dossiers.asked, dossiers.counts_overdue, dossiers.unread > 0,
  COUNT(*)
FROM dossiers WHERE state <> '' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;

CREATE TRIGGER tallied_insert AFTER INSERT ON dossiers WHEN NEW.state <> '' BEGIN
  INSERT INTO tallies (state, proposed, field, procedure, channel, assignee, asked, counts_overdue, unread, count)
  SELECT NEW.state, NEW.proposed, NEW.field, NEW.procedure, NEW.channel, COALESCE(NEW.assignee, ''), NEW.asked, NEW.counts_overdue, NEW.unread > 0, 1
  WHERE NEW.state <> ''
  ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER tallied_update AFTER UPDATE OF state, proposed, field, procedure, channel, assignee, asked, counts_overdue, unread ON dossiers
WHEN (OLD.state, OLD.proposed, OLD.field, OLD.procedure, OLD.channel, COALESCE(OLD.assignee, ''), OLD.asked, OLD.counts_overdue, OLD.unread > 0) IS NOT
  (NEW.state, NEW.proposed, NEW.field, NEW.procedure, NEW.channel, COALESCE(NEW.assignee, ''), NEW.asked, NEW.counts_overdue, NEW.unread > 0)
BEGIN
  UPDATE tallies SET count = count - 1
  WHERE (state, proposed, field, procedure, channel, assignee, asked, counts_overdue, unread) =
    (OLD.state, OLD.proposed, OLD.field, OLD.procedure, OLD.channel, COALESCE(OLD.assignee, ''), OLD.asked, OLD.counts_overdue, OLD.unread > 0);
  DELETE FROM tallies
  WHERE count = 0 AND (state, proposed, field, procedure, channel, assignee, asked, counts_overdue, unread) =
    (OLD.state, OLD.proposed, OLD.field, OLD.procedure, OLD.channel, COALESCE(OLD.assignee, ''), OLD.asked, OLD.counts_overdue, OLD.unread > 0);
  INSERT INTO tallies (state, proposed, field, procedure, channel, assignee, asked, counts_overdue, unread, count)
  SELECT NEW.state, NEW.proposed, NEW.field, NEW.procedure, NEW.channel, COALESCE(NEW.assignee, ''), NEW.asked, NEW.counts_overdue, NEW.unread > 0, 1
  WHERE NEW.state <> ''
  ON CONFLICT DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER tallied_delete AFTER DELETE ON dossiers BEGIN
  UPDATE tallies SET count = count - 1
  WHERE (state, proposed, field, procedure, channel, assignee, asked, counts_overdue, unread) =
    (OLD.state, OLD.proposed, OLD.field, OLD.procedure, OLD.channel, COALESCE(OLD.assignee, ''), OLD.asked, OLD.counts_overdue, OLD.unread > 0);
  DELETE FROM tallies
  WHERE count = 0 AND (state, proposed, field, procedure, channel, assignee, asked, counts_overdue, unread) =
    (OLD.state, OLD.proposed, OLD.field, OLD.procedure, OLD.channel, COALESCE(OLD.assignee, ''), OLD.asked, OLD.counts_overdue, OLD.unread > 0);
END;

-- The words of what is searched, by the number in the register (year * 10000000 + number); nothing but the words is kept.
-- Parts of words count from two to five letters on; a number is also kept from its end, after a `~`. What is taken out is
-- taken out for good.
CREATE VIRTUAL TABLE search USING fts5(
  words, content = '', columnsize = 0, detail = none, prefix = '2 3 4 5', tokenize = "ascii tokenchars '~'"
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
ALTER TABLE dossiers ADD COLUMN searched INTEGER NOT NULL DEFAULT 0;
CREATE INDEX dossiers_unsearched ON dossiers (id) WHERE searched = 0;
