//! The web: everything that the citizen app, the desk app and their fields share. The binaries take what they need.

pub mod api;
pub mod capture;
pub mod citizen;
pub mod desk;
pub mod device;
pub mod fields;
pub mod i18n;
pub mod json;
pub mod ui;

pub use i18n::texts;
