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

/// For tests that need tools of the system: `cargo xtask test` leaves them out where these are missing and counts them as
/// skipped; run by hand they say so.
async fn passes_where_it_can(test: &str) {
    let verdict = verdict(test).await;
    assert!(!matches!(verdict.word, Word::Failed(_)), "{}", verdict.line());
}

#[tokio::test(flavor = "multi_thread")]
async fn t_01_a_hundred_kills_lose_nothing() {
    passes("T-01").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t_05_fifty_at_once_make_one_dossier() {
    passes("T-05").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t_08_a_bad_line_delivers_every_file_once_and_whole() {
    passes("T-08").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t_09_who_comes_back_wins_over_their_own_stalled_request() {
    passes("T-09").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t_11_no_edit_is_written_over_in_silence() {
    passes("T-11").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t_12_nobody_hears_that_the_database_is_locked() {
    passes("T-12").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t_16_flipped_bits_are_found() {
    passes("T-16").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn t_17_a_backup_under_load_comes_back() {
    passes("T-17").await;
}

/// Left out by `cargo xtask test` where strace is missing or may not trace.
mod needs_strace {
    #[tokio::test(flavor = "multi_thread")]
    async fn t_02_an_end_at_any_system_call_leaves_old_or_new() {
        super::passes_where_it_can("T-02").await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn t_04_a_failed_sync_ends_the_server_and_nothing_is_acknowledged() {
        super::passes_where_it_can("T-04").await;
    }
}

/// Left out by `cargo xtask test` where nothing can be mounted.
mod needs_mounts {
    #[tokio::test(flavor = "multi_thread")]
    async fn t_03_power_cuts_lose_nothing_and_a_lying_disk_is_noticed() {
        super::passes_where_it_can("T-03").await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn t_10_a_full_disk_loses_nothing_and_passes() {
        super::passes_where_it_can("T-10").await;
    }
}

/// Left out by `cargo xtask test` where there is no faketime.
mod needs_faketime {
    #[tokio::test(flavor = "multi_thread")]
    async fn t_15_a_wrong_clock_refuses_nobody() {
        super::passes_where_it_can("T-15").await;
    }
}

/// Left out by `cargo xtask test` where the packages of the browser tests are not installed.
mod needs_node {
    #[tokio::test(flavor = "multi_thread")]
    async fn the_published_tus_client_delivers_every_byte() {
        super::passes_where_it_can("tus-js-client").await;
    }
}
