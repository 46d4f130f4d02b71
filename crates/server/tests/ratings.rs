//! Ratings over HTTP: from a slip once and changed for a day, at a counter, held off where one device would stuff, shown only
//! in groups, and never found from the dossier.
use jiff::SignedDuration;
use motcua_contract::{
    NoBody, ProblemCode as P,
    desk::{CommandDossier, DeskCommand, ListWork, OpenDossier},
    ratings::{
        CounterRating, ListComments, LookRating, Opinion, RateCounter, RateSlip, RatingReport, RatingToken, SlipRating,
    },
};
use motcua_domain::{
    rating::{Indicator, Level, Scores},
    staff::Role,
};
use motcua_tests::{Client, House, house::PASSWORD, people::birth};

const COUNTERS: [&str; 3] = ["Quầy 1", "Quầy 2", "Quầy 3"];

fn opinion(level: Level) -> Opinion {
    Opinion { level, scores: Scores::new(), comment: String::new() }
}

fn slip(token: &str, level: Level) -> SlipRating {
    SlipRating { token: token.to_owned(), opinion: opinion(level) }
}

fn at(counter: &str, mark: Option<&str>) -> CounterRating {
    CounterRating { counter: counter.to_owned(), mark: mark.map(str::to_owned), level: Level::Satisfied }
}

/// A dossier that was taken in and whose receipt was printed: its id, and the token on it.
async fn printed(house: &House, clerk: &Client, number: u32) -> (String, String) {
    let phone = house.phone().await;
    birth(house, &phone, number).await;
    let items = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items;
    let item = items.into_iter().find(|item| item.version == 1).unwrap();
    let named = clerk.with("if-match", "\"1\"");
    named.call::<CommandDossier>(&[&item.id], &DeskCommand::Receive {}).await.unwrap();
    let path = format!("/api/desk/dossiers/{}/papers/receipt", item.id);
    assert!(clerk.request("GET", &path, &[], "").await.status.is_success());
    let token = house.app.key.rating_token(&item.id);
    (item.id, token)
}

async fn report(client: &Client, period: &str) -> RatingReport {
    client.request("GET", &format!("/api/desk/ratings{period}"), &[], "").await.read().unwrap()
}

#[tokio::test]
async fn a_slip_rates_once_and_changes_for_a_day() {
    let house = House::open().await;
    let clerk = house.clerk("canbo").await;
    let somebody = house.visitor();
    let look = |token: &str| RatingToken { token: token.to_owned() };

    // Before a slip is printed nobody can know its code.
    let refused = somebody.call::<LookRating>(&[], &look("khong-co")).await.unwrap_err();
    assert_eq!(refused.code, P::RatingUnknown);
    let (id, token) = printed(&house, &clerk, 1).await;
    let fresh = somebody.call::<LookRating>(&[], &look(&token)).await.unwrap();
    assert_eq!((fresh.opinion, fresh.open_until), (None, None));

    let first = somebody.call::<RateSlip>(&[], &slip(&token, Level::Neutral)).await.unwrap();
    assert_eq!(first.open_until.unwrap().to_string(), "2026-11-24");
    let more = SlipRating {
        token: token.clone(),
        opinion: Opinion {
            level: Level::VerySatisfied,
            scores: Scores::from([(Indicator::Attitude, 2)]),
            comment: "  Nhanh,\ngọn ".into(),
        },
    };
    // Printed again it is the same code: one rating a dossier.
    let again = format!("/api/desk/dossiers/{id}/papers/receipt");
    assert!(clerk.request("GET", &again, &[], "").await.status.is_success());
    assert_eq!(house.app.key.rating_token(&id), token);
    house.pass(SignedDuration::from_hours(24));
    somebody.call::<RateSlip>(&[], &more).await.unwrap();
    let seen = somebody.call::<LookRating>(&[], &look(&token)).await.unwrap().opinion.unwrap();
    assert_eq!((seen.level, seen.comment.as_str()), (Level::VerySatisfied, "Nhanh,\ngọn"));
    assert_eq!(house.app.store.ratings("2026-11-01", "2026-11-30").await.unwrap().len(), 1, "changed, not added");

    house.pass(SignedDuration::from_hours(24));
    assert_eq!(somebody.call::<RateSlip>(&[], &slip(&token, Level::Neutral)).await.unwrap_err().code, P::RatingLate);
    assert_eq!(somebody.call::<LookRating>(&[], &look(&token)).await.unwrap_err().code, P::RatingLate);
    // The session ended with the day.
    let mut clerk = house.visitor();
    clerk.sign_in("canbo", PASSWORD).await.unwrap();
    let history = format!("{:?}", clerk.call::<OpenDossier>(&[&id], &NoBody {}).await.unwrap());
    assert!(!history.contains("VerySatisfied") && !history.contains("Nhanh"), "the dossier knows nothing of it");
}

#[tokio::test]
async fn what_does_not_fit_is_said_by_name() {
    let house = House::open().await;
    let clerk = house.clerk("canbo").await;
    let (_, token) = printed(&house, &clerk, 1).await;
    let mut wrong = slip(&token, Level::Neutral);
    wrong.opinion.comment = "a".repeat(1001);
    wrong.opinion.scores.insert(Indicator::Online, 3);
    let refused = house.visitor().call::<RateSlip>(&[], &wrong).await.unwrap_err();
    assert_eq!(refused.code, P::Invalid);
    let fields: Vec<&str> = refused.findings.iter().map(|finding| finding.field.as_str()).collect();
    assert_eq!(fields, ["comment", "scores/online"]);
    let json = format!(r#"{{"token":"{token}","opinion":{{"level":"perfect"}}}}"#);
    let headers = [("content-type", "application/json")];
    let answer = house.visitor().request("POST", "/api/ratings", &headers, json).await;
    assert_eq!(answer.problem().code, P::BadBody);
}

#[tokio::test]
async fn one_device_does_not_stuff_a_counter() {
    let house = House::open().await;
    let phone = house.visitor();
    let unknown = phone.call::<RateCounter>(&[], &at("Quầy 9", None)).await.unwrap_err();
    assert_eq!(unknown.code, P::RatingUnknown);
    let rated = phone.call::<RateCounter>(&[], &at(COUNTERS[0], Some("m"))).await.unwrap();
    let again = phone.send::<RateCounter>(&[], &at(COUNTERS[0], Some("m"))).await;
    assert_eq!(again.problem().code, P::RatingTooOften);
    assert!(again.header("retry-after").parse::<u32>().unwrap() > 3600);
    // What was said can still be changed, and another counter is another matter.
    phone.call::<RateSlip>(&[], &slip(&rated.token, Level::Dissatisfied)).await.unwrap();
    phone.call::<RateCounter>(&[], &at(COUNTERS[1], Some("m"))).await.unwrap();
    // Without a mark, or with a new one each time, the address is what counts.
    let mut kept = 2;
    for number in 0..40 {
        let mark = (number % 2 == 0).then(|| format!("m{number}"));
        kept += u32::from(phone.call::<RateCounter>(&[], &at(COUNTERS[2], mark.as_deref())).await.is_ok());
    }
    assert_eq!(kept, 10, "ten a minute from one address");
    house.pass(SignedDuration::from_hours(13));
    phone.call::<RateCounter>(&[], &at(COUNTERS[0], Some("m"))).await.unwrap();
}

#[tokio::test]
async fn fewer_than_five_are_not_shown() {
    let house = House::open().await;
    let clerk = house.clerk("canbo").await;
    let officer = house.staff("congchuc", &[Role::Officer]).await;
    let mut tokens = Vec::new();
    for number in 1..=5 {
        tokens.push(printed(&house, &clerk, number).await.1);
    }
    let somebody = house.visitor();
    for token in &tokens[..4] {
        let mut rating = slip(token, Level::Satisfied);
        rating.opinion.comment = "Cảm ơn".into();
        somebody.call::<RateSlip>(&[], &rating).await.unwrap();
    }
    let few = report(&officer, "").await;
    assert_eq!(few.period, "2026-11");
    let groups = few.sources.iter().chain(&few.fields).chain(&few.counters).chain([&few.all]);
    assert!(groups.into_iter().all(|group| group.figures.is_none()), "{few:?}");
    assert_eq!(few.counters.iter().map(|group| group.key.as_str()).collect::<Vec<_>>(), COUNTERS);
    assert!(clerk.call::<ListComments>(&[], &NoBody {}).await.unwrap().comments.is_empty());

    somebody.call::<RateSlip>(&[], &slip(&tokens[4], Level::VeryDissatisfied)).await.unwrap();
    let five = report(&officer, "?period=2026-q4").await;
    let field = five.fields.iter().find(|group| group.key == "ho_tich").unwrap().figures.clone().unwrap();
    assert_eq!((field.count, field.levels, field.satisfied), (5, vec![0, 4, 0, 0, 1], 8000));
    assert_eq!(five.all.figures.unwrap().count, 5);
    assert_eq!(five.sources[0].figures.as_ref().unwrap().count, 5);
    assert!(five.sources[1].figures.is_none());
    assert_eq!(clerk.call::<ListComments>(&[], &NoBody {}).await.unwrap().comments.len(), 4);
    assert_eq!(officer.call::<ListComments>(&[], &NoBody {}).await.unwrap_err().code, P::Forbidden);

    // One at a counter: it would be the difference between the whole and the slips.
    somebody.call::<RateCounter>(&[], &at(COUNTERS[0], None)).await.unwrap();
    let six = report(&officer, "?period=2026").await;
    assert_eq!(six.all.figures.unwrap().count, 6);
    let parts = six.sources.iter().chain(&six.fields).chain(&six.counters);
    assert!(parts.into_iter().all(|group| group.figures.is_none()), "{:?}", six.sources);
    assert!(report(&officer, "?period=2025").await.all.figures.is_none());
    let wrong = officer.request("GET", "/api/desk/ratings?period=2026-11-23", &[], "").await;
    assert_eq!(wrong.problem().code, P::BadBody, "no single days");
}

#[tokio::test]
async fn nothing_kept_leads_from_a_rating_to_its_dossier() {
    let house = House::open().await;
    let clerk = house.clerk("canbo").await;
    let (id, token) = printed(&house, &clerk, 1).await;
    house.visitor().call::<RateSlip>(&[], &slip(&token, Level::Satisfied)).await.unwrap();
    let kept = house.app.store.ratings("2026-11-23", "2026-11-23").await.unwrap().remove(0);
    let text = format!("{kept:?}");
    assert_eq!(kept.day, "2026-11-23", "the day is all that is kept of the time");
    let code = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items.remove(0).code.to_string();
    for trace in [id.as_str(), token.as_str(), code.as_str()] {
        assert!(!text.contains(trace), "{trace}");
    }
}

#[tokio::test]
async fn a_counter_has_its_sheet() {
    let house = House::open().await;
    let reception = house.staff("letan", &[Role::Receptionist]).await;
    let sheet = reception.request("GET", "/api/desk/posters/rating?counter=Qu%E1%BA%A7y%201", &[], "").await;
    assert!(sheet.status.is_success() && sheet.body.starts_with(b"%PDF-"), "{}", sheet.status);
    for path in ["/api/desk/posters/rating", "/api/desk/posters/rating?counter=x"] {
        assert_eq!(reception.request("GET", path, &[], "").await.problem().code, P::NotFound, "{path}");
    }
}
