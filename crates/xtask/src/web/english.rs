//! The sentences in English as the file that the pages fetch when somebody chooses them: a JSON list by the sentences' numbers.

#[path = "../../../../locales/sentences.rs"]
mod sentences;

use crate::paths;
use crate::shell::Outcome;

/// The file's content.
pub fn sentences() -> Outcome<Vec<u8>> {
    let areas = sentences::areas(&paths::root().join("locales")).map_err(|error| error.to_string())?;
    let at = sentences::LANGUAGES
        .iter()
        .position(|language| *language == "en")
        .ok_or("There is no English among the languages.")?;
    let all: Vec<&String> =
        areas.iter().filter_map(|(_, languages)| languages.get(at)).flat_map(|one| one.values()).collect();
    serde_json::to_vec(&all).map_err(|error| format!("The sentences in English cannot be written: {error}"))
}
