-- Reports by counter: where a dossier was finished, or taken in. Empty where no machine said its counter.

ALTER TABLE dossiers ADD COLUMN counter TEXT NOT NULL DEFAULT '';
