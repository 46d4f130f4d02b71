//! The citizen app.
