//! The fault rig's short form, on the real program: what was acknowledged survives whatever breaks.
use motcua_faults::{
    suite::Run,
    verdict::{Verdict, Word},
};
use std::path::PathBuf;

/// The seed of the short form; another one by `MOTCUA_FAULTS_SEED`.
fn seed() -> u64 {
    std::env::var("MOTCUA_FAULTS_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(20_261_124)
}

async fn verdict(test: &str) -> Verdict {
    let run = Run { server: PathBuf::from(env!("CARGO_BIN_EXE_motcua-server")), seed: seed(), time: None };
    let verdict = run.one(test).await;
    println!("{}", verdict.line());
    verdict
}

/// For tests that run everywhere.
async fn passes(test: &str) {
    let verdict = verdict(test).await;
    assert_eq!(verdict.word, Word::Passed, "{}", verdict.line());
}

#[tokio::test(flavor = "multi_thread")]
async fn t_01_a_hundred_kills_lose_nothing() {
    passes("T-01").await;
}
