//! Official papers as PDF/A-2a from Typst templates: the office's papers, application forms, posters.
//!
//! ```no_run
//! # use motcua_documents::{Press, data::Receipt};
//! let press = Press::new()?;
//! let receipt = Receipt::default(); // filled by the server
//! let pdf = press.print(&receipt, "2026-11-23T02:00:00Z".parse().unwrap())?;
//! # Ok::<(), motcua_documents::Fault>(())
//! ```
//!
//! Nothing outside this crate knows Typst. Sentences stand in the templates (`papers/`, `procedures/<code>/form.typ`).

pub mod answers;
pub mod data;
mod fault;
mod ink;
mod press;
pub mod templates;
mod world;

pub use data::Sheet;
pub use fault::Fault;
pub use press::Press;
