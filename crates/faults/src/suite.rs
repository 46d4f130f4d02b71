//! All tests of the rig, in their short and long forms, and in how much time.

use crate::{
    Outcome, busy, clocks, disk, drill, edits, failing_sync, flaky, flips, full,
    kills::{self, Storm},
    points, power, same_key, strace, tus_js,
    verdict::{Found, Verdict},
    zombie,
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
pub const TESTS: [&str; 14] = [
    "T-01",
    "T-02",
    "T-03",
    "T-04",
    "T-05",
    "T-08",
    "T-09",
    "T-10",
    "T-11",
    "T-12",
    "T-15",
    "T-16",
    "T-17",
    "tus-js-client",
];

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
            "T-03" => power::run(server, self.seed, self.times(8, 200, 20)).await,
            "T-04" => failing_sync::run(server, self.seed).await,
            "T-05" => same_key::run(server, self.seed, self.times(20, 200, 15)).await,
            "T-08" => {
                let silence = Duration::from_millis(if long { 5000 } else { 1200 });
                flaky::run(server, self.seed, self.times(30, 300, 15), silence).await
            }
            "T-09" => zombie::run(server, self.seed, self.times(3, 50, 3)).await,
            "T-10" => full::run(server, self.seed, self.times(2, 8, 5)).await,
            "T-11" => edits::run(server, self.seed, self.times(15, 500, 10), if long { 30 } else { 6 }).await,
            "T-12" => {
                busy::run(
                    server,
                    self.seed,
                    self.time.map_or(Duration::from_secs(6), |time| (time / 10).min(Duration::from_secs(60))),
                )
                .await
            }
            "T-15" => clocks::run(server, self.seed).await,
            "T-16" => flips::run(server, self.seed, self.times(40, 500, 15)).await,
            "T-17" => drill::run(server, self.seed, self.times(2, 10, 10)).await,
            "tus-js-client" => {
                let silence = Duration::from_millis(if long { 3000 } else { 800 });
                tus_js::run(server, self.seed, self.times(20, 200, 10), silence).await
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
        "T-03" => strace::possible().and_then(|()| disk::possible()),
        "T-10" => disk::possible(),
        "T-15" => clocks::library().map(drop),
        "tus-js-client" => tus_js::folder().map(drop),
        _ => Ok(()),
    }
}
