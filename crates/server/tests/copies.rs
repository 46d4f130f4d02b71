//! Copies of drafts at the office: the phone's own, the newest, gone with the dossier; and a browser that lost its store.

use motcua_contract::{
    NoBody, ProblemCode as P,
    copies::{DraftCopy, ForgetCopy, KeepCopy, ListCopies},
    limits::COPIES,
    public::RegisterDevice,
};
use motcua_storage::{audit::By, retention::What};
use motcua_tests::{
    Client, House,
    people::{BIRTH, fill_in, hand_in, key},
};

fn copy(id: &str, updated_ms: u64, word: &str) -> DraftCopy {
    DraftCopy { id: id.to_owned(), updated_ms, content: format!(r#"{{"id":"{id}","word":"{word}"}}"#) }
}

async fn kept(phone: &Client) -> Vec<DraftCopy> {
    phone.call::<ListCopies>(&[], &NoBody {}).await.unwrap().copies
}

#[tokio::test]
async fn the_last_copy_is_kept_for_its_phone_until_the_dossier_is_there() {
    let house = House::open().await;
    let (phone, other) = (house.phone().await, house.phone().await);
    let (one, two) = (key(), key());
    let keep = async |copy: &DraftCopy| phone.call::<KeepCopy>(&[], copy).await;
    keep(&copy(&two, 1, "two")).await.unwrap();
    keep(&copy(&one, 5, "before")).await.unwrap();
    // A clock that was put right goes back.
    keep(&copy(&one, 4, "after")).await.unwrap();
    let mut all = kept(&phone).await;
    all.sort_by_key(|copy| std::cmp::Reverse(copy.updated_ms));
    assert_eq!(all, [copy(&one, 4, "after"), copy(&two, 1, "two")]);
    assert_eq!(kept(&other).await, []);
    // Another phone's is not touched by its id alone.
    other.call::<ForgetCopy>(&[&one], &NoBody {}).await.unwrap();
    phone.call::<ForgetCopy>(&[&two], &NoBody {}).await.unwrap();
    phone.call::<ForgetCopy>(&[&two], &NoBody {}).await.unwrap();
    assert_eq!(kept(&phone).await, [copy(&one, 4, "after")]);
    let submission = fill_in(&house, &phone, BIRTH, &[("has_birth_paper", true)], 1).await;
    hand_in(&phone, &submission, &one).await.unwrap();
    assert_eq!(kept(&phone).await, []);
    // What was on its way meanwhile does not bring it back.
    keep(&copy(&one, 6, "late")).await.unwrap();
    assert_eq!(kept(&phone).await, []);
}

#[tokio::test]
async fn what_is_no_copy_and_what_is_too_much_is_refused() {
    let house = House::open().await;
    let phone = house.phone().await;
    let keep = async |copy: DraftCopy| phone.call::<KeepCopy>(&[], &copy).await;
    assert_eq!(keep(copy("no-uuid", 1, "x")).await.unwrap_err().code, P::BadBody);
    assert_eq!(keep(DraftCopy { content: "[]".into(), ..copy(&key(), 1, "x") }).await.unwrap_err().code, P::BadBody);
    assert_eq!(keep(copy(&key(), 1, &"x".repeat(140_000))).await.unwrap_err().code, P::BodyTooLarge);
    let mine = key();
    keep(copy(&mine, 1, "x")).await.unwrap();
    for _ in 1..COPIES {
        keep(copy(&key(), 1, "x")).await.unwrap();
    }
    assert_eq!(keep(copy(&key(), 1, "x")).await.unwrap_err().code, P::QuotaExceeded);
    keep(copy(&mine, 2, "y")).await.unwrap();
    // Left alone they go by their age.
    house.pass(jiff::SignedDuration::from_hours(24 * 91));
    let (before, by) = (house.app.now().as_millisecond() - 90 * 24 * 3_600_000, house.app.now().as_millisecond());
    assert_eq!(house.app.store.erase(What::Copies, before, 50, By::system(by)).await.unwrap().len(), COPIES as usize);
    assert_eq!(kept(&phone).await, []);
}

#[tokio::test]
async fn a_browser_that_lost_its_store_is_the_same_phone() {
    let house = House::open().await;
    let visitor = house.visitor();
    let first = visitor.send::<RegisterDevice>(&[], &NoBody {}).await;
    let cookie = first.header("set-cookie").to_owned();
    for part in ["__Host-device=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().unwrap().to_owned();
    let again = visitor.with("cookie", format!("a=b; {pair}")).send::<RegisterDevice>(&[], &NoBody {}).await;
    assert_eq!(again.body, first.body);
    // A token that nobody has is worth nothing, and the cookie alone opens nothing.
    let planted = visitor.with("cookie", "__Host-device=planted").send::<RegisterDevice>(&[], &NoBody {}).await;
    assert_ne!(planted.body, first.body);
    assert!(!String::from_utf8_lossy(&planted.body).contains("planted"));
    let refused = visitor.with("cookie", pair).call::<ListCopies>(&[], &NoBody {}).await.unwrap_err();
    assert_eq!(refused.code, P::SignedOut);
}
