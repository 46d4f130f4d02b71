//! The desk app.
