//! Why a paper was not printed, as stable codes.

/// A paper that cannot be printed. Nothing is printed in part: there is a whole PDF or one of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No template has this name.
    #[error("template_unknown: {name}")]
    TemplateUnknown { name: String },
    /// The template asks for a value that the data does not have.
    #[error("value_missing: {key}")]
    ValueMissing {
        /// The key, with dots between its levels (`dossier.requester.name`) where the template says so.
        key: String,
    },
    /// The template itself is wrong, or the result would not be PDF/A.
    #[error("template_broken: {detail}")]
    TemplateBroken {
        /// For the log: what the compiler said, with file and line.
        detail: String,
    },
}

impl Fault {
    /// The stable code, for problems on the wire.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TemplateUnknown { .. } => "template_unknown",
            Self::ValueMissing { .. } => "value_missing",
            Self::TemplateBroken { .. } => "template_broken",
        }
    }
}
