//! All tests of the rig, in their short and long forms, and in how much time.

use crate::{
    Outcome, failing_sync, flaky,
    kills::{self, Storm},
    points, same_key, strace,
    verdict::{Found, Verdict},
};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

/// How a run of the rig is to be.
#[derive(Clone, Debug)]
pub struct Run {
    /// The server's program.
    pub server: PathBuf,
    pub seed: u64,
    /// The whole time of the long form; without it the short form.
    pub time: Option<Duration>,
}

/// How often a test repeats.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// So often at least, and so often at most.
    pub least: u64,
    pub most: u64,
    /// After that no further time than the least.
    pub until: Instant,
}

impl Times {
    /// Whether there is one more to do after so many.
    #[must_use]
    pub fn more(&self, done: u64) -> bool {
        done < self.most && (done < self.least || Instant::now() < self.until)
    }
}

/// The tests by their names in the requirements.
pub const TESTS: [&str; 5] = ["T-01", "T-02", "T-04", "T-05", "T-08"];

impl Run {
    /// Short and long counts; the long form ends early when its share of the time (in percent) is used up.
    fn times(&self, short: u64, long: u64, share: u32) -> Times {
        let now = Instant::now();
        match self.time {
            None => Times { least: short, most: short, until: now },
            Some(time) => Times { least: short, most: long, until: now + time * share / 100 },
        }
    }

    /// Runs one test by its name.
    pub async fn one(&self, test: &str) -> Verdict {
        let began = Instant::now();
        let name = TESTS.into_iter().find(|known| *known == test).unwrap_or("unknown");
        match lacking(name) {
            Err(why) => Verdict::skipped(name, self.seed, &why),
            Ok(()) => Verdict::of(name, self.seed, began, self.dispatch(name).await),
        }
    }

    async fn dispatch(&self, name: &str) -> Outcome<Found> {
        let server = self.server.as_path();
        let long = self.time.is_some();
        match name {
            "T-01" => {
                let storm = if long { Storm::LONG } else { Storm::SHORT };
                kills::run(server, self.seed, storm, self.times(100, 1000, 30)).await
            }
            "T-02" => points::run(server, self.seed, self.times(12, u64::MAX, 30)).await,
            "T-04" => failing_sync::run(server, self.seed).await,
            "T-05" => same_key::run(server, self.seed, self.times(20, 200, 15)).await,
            "T-08" => {
                let silence = Duration::from_millis(if long { 5000 } else { 1200 });
                flaky::run(server, self.seed, self.times(30, 300, 15), silence).await
            }
            _ => Err("there is no such test".to_owned()),
        }
    }
}

/// What a test needs of this machine.
///
/// # Errors
/// With what is missing.
pub fn lacking(test: &str) -> Outcome {
    match test {
        "T-02" | "T-04" => strace::possible(),
        _ => Ok(()),
    }
}
