//! The procedures that this office offers: read from TOML, checked whole, found by code or by an old code.

use motcua_contract::public::{CardWords, Catalogue, ProcedureBundle, ProcedureCard};
use motcua_domain::{
    definition::{self, LANGUAGES},
    procedure::{Procedure, Texts},
};
use rust_embed::RustEmbed;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

#[derive(RustEmbed)]
#[folder = "../../procedures"]
#[include = "*.toml"]
struct Embedded;

/// Why the procedures cannot be offered; the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    #[error("cannot read {path}: {source}")]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{file}: {detail}")]
    Malformed { file: String, detail: String },
    /// The definition is well-formed, but not right: every problem with its place.
    #[error("{folder}: {}", .problems.join("; "))]
    Wrong { folder: String, problems: Vec<String> },
    #[error("{folder}: the code {code} already belongs to another procedure")]
    CodeTaken { folder: String, code: String },
    #[error("there is no procedure in {0}")]
    Empty(String),
}

/// The files of one procedure: name (`procedure.toml`, `vi.toml`) to text.
type Folder = BTreeMap<String, String>;

/// All procedures, in the order of their codes.
#[derive(Clone, Debug, Default)]
pub struct Procedures {
    bundles: BTreeMap<String, ProcedureBundle>,
    /// Old and linked codes, to the code of today.
    aliases: BTreeMap<String, String>,
}

impl Procedures {
    /// The procedures that were built into the program.
    ///
    /// # Errors
    /// When one of them is malformed or wrong.
    pub fn embedded() -> Result<Self, CatalogueError> {
        let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
        for path in Embedded::iter() {
            let (Some((folder, name)), Some(file)) = (path.split_once('/'), Embedded::get(&path)) else { continue };
            let text = String::from_utf8(file.data.into_owned())
                .map_err(|error| CatalogueError::Malformed { file: path.to_string(), detail: error.to_string() })?;
            folders.entry(folder.to_owned()).or_default().insert(name.to_owned(), text);
        }
        Self::from_folders(folders, "the program")
    }

    /// The procedures of a directory: one folder each, named by its code.
    ///
    /// # Errors
    /// When the directory cannot be read, or a procedure is malformed or wrong.
    pub fn from_dir(directory: &Path) -> Result<Self, CatalogueError> {
        let unreadable = |path: &Path, source| CatalogueError::Unreadable { path: path.to_owned(), source };
        let mut folders = BTreeMap::new();
        for entry in fs::read_dir(directory).map_err(|error| unreadable(directory, error))? {
            let entry = entry.map_err(|error| unreadable(directory, error))?;
            let path = entry.path();
            if !path.join("procedure.toml").is_file() {
                continue;
            }
            let mut folder = Folder::new();
            for name in ["procedure".to_owned()].into_iter().chain(LANGUAGES.map(str::to_owned)) {
                let file = path.join(format!("{name}.toml"));
                let text = fs::read_to_string(&file).map_err(|error| unreadable(&file, error))?;
                folder.insert(format!("{name}.toml"), text);
            }
            folders.insert(entry.file_name().to_string_lossy().into_owned(), folder);
        }
        Self::from_folders(folders, &directory.display().to_string())
    }

    fn from_folders(folders: BTreeMap<String, Folder>, origin: &str) -> Result<Self, CatalogueError> {
        let mut all = Self::default();
        for (name, folder) in folders {
            all.add(&name, &folder)?;
        }
        if all.bundles.is_empty() { Err(CatalogueError::Empty(origin.to_owned())) } else { Ok(all) }
    }

    fn add(&mut self, name: &str, folder: &Folder) -> Result<(), CatalogueError> {
        let bundle = read(name, folder)?;
        let mut problems: Vec<String> =
            definition::problems(&bundle.procedure, &bundle.texts).iter().map(ToString::to_string).collect();
        if bundle.procedure.code != name {
            problems.push(format!("the folder is not named by the code {}", bundle.procedure.code));
        }
        if !problems.is_empty() {
            return Err(CatalogueError::Wrong { folder: name.to_owned(), problems });
        }
        let taken = |code: &str| CatalogueError::CodeTaken { folder: name.to_owned(), code: code.to_owned() };
        for alias in &bundle.procedure.aliases {
            if self.bundles.contains_key(alias) || self.aliases.insert(alias.clone(), name.to_owned()).is_some() {
                return Err(taken(alias));
            }
        }
        if self.aliases.contains_key(name) {
            return Err(taken(name));
        }
        self.bundles.insert(name.to_owned(), bundle);
        Ok(())
    }

    /// A procedure by its code, or by an old or linked code that leads to it.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&ProcedureBundle> {
        self.bundles.get(self.aliases.get(code).map_or(code, String::as_str))
    }

    /// In the order of their codes.
    pub fn iter(&self) -> impl Iterator<Item = &ProcedureBundle> {
        self.bundles.values()
    }

    /// Every code that leads to a procedure, old ones too.
    pub fn known_codes(&self) -> BTreeSet<&str> {
        self.bundles.keys().chain(self.aliases.keys()).map(String::as_str).collect()
    }

    /// The list that search and browsing need.
    #[must_use]
    pub fn catalogue(&self) -> Catalogue {
        Catalogue { procedures: self.iter().map(card).collect() }
    }
}

fn card(bundle: &ProcedureBundle) -> ProcedureCard {
    let procedure = &bundle.procedure;
    let words = |texts: &Texts| {
        let text = |key: &str| texts.get(key).cloned().unwrap_or_default();
        CardWords {
            name: text("name"),
            plain: text("plain"),
            search: text("search").lines().map(str::to_owned).collect(),
        }
    };
    ProcedureCard {
        code: procedure.code.clone(),
        version: procedure.version,
        field: procedure.field.clone(),
        minutes: procedure.minutes,
        aliases: procedure.aliases.clone(),
        words: bundle.texts.iter().map(|(language, texts)| (language.clone(), words(texts))).collect(),
    }
}

fn read(name: &str, folder: &Folder) -> Result<ProcedureBundle, CatalogueError> {
    let mut procedure = None;
    let mut texts = BTreeMap::new();
    for (file, text) in folder {
        let malformed = |detail: String| CatalogueError::Malformed { file: format!("{name}/{file}"), detail };
        match file.strip_suffix(".toml") {
            Some("procedure") => {
                procedure = Some(toml::from_str::<Procedure>(text).map_err(|error| malformed(error.to_string()))?);
            }
            Some(language) => {
                texts.insert(language.to_owned(), parse_texts(text).map_err(malformed)?);
            }
            None => {}
        }
    }
    let procedure = procedure.ok_or_else(|| CatalogueError::Malformed {
        file: format!("{name}/procedure.toml"),
        detail: "the file is missing".to_owned(),
    })?;
    Ok(ProcedureBundle { procedure, texts })
}

/// Texts as keys with dots; the lines of an array become the lines of one text.
///
/// # Errors
/// When it is not TOML, or holds anything but texts, arrays of texts and tables of them; the detail names the key.
pub fn parse_texts(text: &str) -> Result<Texts, String> {
    let table: toml::Table = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut texts = Texts::new();
    flatten("", table, &mut texts)?;
    Ok(texts)
}

fn flatten(prefix: &str, table: toml::Table, into: &mut Texts) -> Result<(), String> {
    for (key, value) in table {
        let path = if prefix.is_empty() { key } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::String(text) => {
                into.insert(path, text);
            }
            toml::Value::Table(inner) => flatten(&path, inner, into)?,
            toml::Value::Array(lines) => {
                let lines: Option<Vec<&str>> = lines.iter().map(toml::Value::as_str).collect();
                let lines = lines.ok_or_else(|| format!("{path} holds something that is not a text"))?;
                into.insert(path, lines.join("\n"));
            }
            _ => return Err(format!("{path} is not a text")),
        }
    }
    Ok(())
}
