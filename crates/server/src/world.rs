//! What this installation serves: the office, its procedures, lists of reference, places. Read at start, never changed.

use crate::{
    catalogue::Procedures,
    reference::{self, Shown},
};
use motcua_contract::public::{Office, ProcedureBundle, ReferenceList};
use motcua_documents::Press;
use motcua_domain::place::{self, Gazetteer};
use std::{collections::BTreeMap, error::Error, path::Path, sync::Arc};

/// Where the facts of an installation stand; without a file, what was built into the program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sources<'a> {
    /// A directory with a folder for each procedure.
    pub procedures: Option<&'a Path>,
    /// The office (TOML).
    pub office: Option<&'a Path>,
    /// The address that posters and receipts point to.
    pub public_url: &'a str,
    /// Marked as a demonstration, whatever the office's file says.
    pub demo: bool,
}

/// Everything that requests read and nobody changes while the server runs.
pub struct World {
    pub office: Office,
    /// Where people are called to.
    pub counters: Vec<String>,
    /// The system moves appointments that cannot be kept, with an apology.
    pub extend_by_system: bool,
    /// What everybody may see beside the procedures.
    pub shown: Shown,
    /// What was asked of the office, by a share's name, in hundredths of a percent.
    pub targets: BTreeMap<String, u32>,
    /// Where fees are paid to, and how statements of that bank are read.
    pub payment: reference::Payment,
    pub procedures: Procedures,
    /// Lists of reference by name.
    pub lists: BTreeMap<&'static str, ReferenceList>,
    /// With the wards of every province.
    pub places: Gazetteer,
    /// With the forms of these procedures.
    pub press: Arc<Press>,
}

impl World {
    /// Reads and checks it all.
    ///
    /// # Errors
    /// When a file cannot be read, or what it says is wrong.
    pub fn load(sources: Sources<'_>) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let procedures = match sources.procedures {
            Some(directory) => Procedures::from_dir(directory)?,
            None => Procedures::embedded()?,
        };
        let (text, named) = match sources.office {
            Some(file) => {
                let text = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
                (text, file.display().to_string())
            }
            None => (reference::DEMO_OFFICE.to_owned(), "the office of the demonstration".to_owned()),
        };
        let wrong = |error| format!("{named}: {error}");
        let mut office = reference::office(&text, sources.public_url).map_err(wrong)?;
        let counters = reference::counters(&text).map_err(wrong)?;
        let extend_by_system = reference::extend_by_system(&text).map_err(wrong)?;
        let shown = reference::shown(&text).map_err(wrong)?;
        let targets = reference::targets(&text).map_err(wrong)?;
        let payment = reference::payment(&text).map_err(wrong)?;
        office.demo |= sources.demo;
        let mut places = Gazetteer::new();
        for province in Gazetteer::provinces() {
            places.add_wards(province.code, place::all_wards_csv(province.code).unwrap_or_default());
        }
        let press = Press::new()?;
        let press = match sources.procedures {
            Some(directory) => press.with_directory("procedures", directory)?,
            None => press,
        };
        let press = Arc::new(press);
        Ok(Self {
            press,
            office,
            counters,
            extend_by_system,
            shown,
            targets,
            payment,
            procedures,
            lists: reference::lists(),
            places,
        })
    }

    /// A procedure by its code, or by an old code that leads to it.
    #[must_use]
    pub fn bundle(&self, code: &str) -> Option<&ProcedureBundle> {
        self.procedures.find(code)
    }
}
