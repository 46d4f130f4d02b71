//! Maps a domain field to ui.
