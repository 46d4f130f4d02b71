-- The desk: roles of staff, and what lists, board and register ask of a dossier. Rows from before are projected anew at
-- start (`projection` is the version of the code that wrote the columns).

ALTER TABLE staff ADD COLUMN roles TEXT NOT NULL DEFAULT '["clerk","officer"]';
ALTER TABLE staff ADD COLUMN fields TEXT NOT NULL DEFAULT '[]';
ALTER TABLE staff ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;

ALTER TABLE dossiers ADD COLUMN projection INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN field TEXT NOT NULL DEFAULT '';
ALTER TABLE dossiers ADD COLUMN channel TEXT NOT NULL DEFAULT 'online';
ALTER TABLE dossiers ADD COLUMN assignee TEXT;
ALTER TABLE dossiers ADD COLUMN proposed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN same_visit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN counts_overdue INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN received_ms INTEGER;
ALTER TABLE dossiers ADD COLUMN finished_ms INTEGER;
ALTER TABLE dossiers ADD COLUMN returned_ms INTEGER;
ALTER TABLE dossiers ADD COLUMN ended_ms INTEGER;
ALTER TABLE dossiers ADD COLUMN unread INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN book_year INTEGER NOT NULL DEFAULT 0;
ALTER TABLE dossiers ADD COLUMN book_number INTEGER NOT NULL DEFAULT 0;
CREATE INDEX dossiers_by_book ON dossiers (book_year, book_number);
CREATE INDEX dossiers_by_assignee ON dossiers (assignee, state, due_order);
