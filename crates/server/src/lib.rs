//! The server: the contract mounted over storage, the command line, and everything that HTTP needs around it.

pub mod api;
pub mod app;
pub mod bells;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod disk;
pub mod http;
pub mod jobs;
pub mod limits;
pub mod notices;
pub mod passwords;
pub mod press;
pub mod problem;
pub mod reference;
pub mod report_text;
pub mod secrets;
pub mod seed;
pub mod serve;
pub mod settings;
pub mod sniff;
pub mod turns;
pub mod world;
