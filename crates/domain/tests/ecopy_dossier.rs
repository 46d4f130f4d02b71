//! An electronic copy in the life of its dossier: who lays what before whom, and what holds it up.

use jiff::{Timestamp, civil::Date};
use motcua_domain::{
    calendar::{Calendar, Hours},
    deadline::Limit,
    dossier::{
        Actor, Channel, Command as C, Dossier, Event, FileRef, PaperCheck, Refusal as R, Rules, State as S, Verdict,
        What, decide,
    },
    dossier_code::DossierCode,
    ecopy::{Certificate, ORIGINAL, SCANNED, Stage},
    form::{Answers, PageRef, Value},
    report::Facts,
};

fn now() -> Timestamp {
    "2026-11-30T03:00:00Z".parse().unwrap()
}

fn by(name: &str) -> Actor {
    Actor::Staff(name.into())
}

fn give(dossier: &Dossier, actor: &Actor, command: C) -> Result<(Vec<Event>, Dossier), R> {
    let (calendar, hours) =
        (toml::from_str::<Calendar>(include_str!("../data/holidays.toml")).unwrap(), Hours::default());
    let rules = Rules { calendar: &calendar, hours: &hours, propose_first: false };
    let events = decide(dossier, command, actor, now(), &rules)?;
    let next = events.iter().fold(dossier.clone(), |state, event| state.apply(event));
    Ok((events, next))
}

fn page(media_type: &str) -> PageRef {
    PageRef { upload: "p".into(), sha256: "a".repeat(64), size: 9, media_type: media_type.into(), pages: 1 }
}

fn submitted(electronic: bool) -> (Vec<Event>, Dossier) {
    let mut answers = Answers::default();
    answers.set("electronic", Value::YesNo(electronic));
    answers.set("document_name", Value::Text("Căn cước".into()));
    // A picture from home is preparation, and no scan of the original.
    answers.set(SCANNED, Value::Pages(vec![page("image/jpeg")]));
    let submit = C::Submit {
        code: DossierCode::compose("H20.299", Date::constant(2026, 11, 30), 1).unwrap(),
        procedure: "2.000815".into(),
        version: Date::constant(2026, 7, 18),
        answers,
        limit: Limit::SameDay,
        channel: Channel::Online,
    };
    give(&Dossier::default(), &Actor::Citizen, submit).unwrap()
}

fn scan(media_type: &str) -> C {
    C::Digitise { paper: SCANNED.into(), pages: vec![page(media_type)], sheets: 1 }
}

fn compared(verdict: Verdict) -> C {
    C::CheckPapers { checks: vec![PaperCheck { paper: ORIGINAL.into(), verdict, note: String::new() }] }
}

fn certify() -> C {
    let certificate = Certificate {
        year: 2026,
        number: 12,
        document: "Căn cước".into(),
        pages: 1,
        copies: 1,
        fee: Some(2_000),
        content: "b".repeat(64),
        code: "c".into(),
    };
    let result = FileRef { upload: "u".into(), sha256: "0".repeat(64), size: 1, media_type: "application/pdf".into() };
    C::CertifyCopy { certificate, result }
}

/// After these commands; with the whole history.
fn after(commands: &[C]) -> (Vec<Event>, Dossier) {
    let (mut events, mut dossier) = submitted(true);
    for command in commands {
        let (more, next) = give(&dossier, &by("clerk"), command.clone()).unwrap();
        events.extend(more);
        dossier = next;
    }
    (events, dossier)
}

#[test]
fn the_clerk_prepares_and_the_leader_certifies() {
    let (mut events, prepared) =
        after(&[C::ReceiveSameVisit, scan("image/jpeg"), compared(Verdict::ShownAndReturned), C::PrepareCopy]);
    assert_eq!((prepared.state, prepared.copy.clone()), (S::Processing, Some(Stage::Prepared)));
    assert_eq!(prepared.proposed, Some(None), "it waits for the leader like every result");
    assert_eq!(give(&prepared, &by("leader"), C::Approve).unwrap_err(), R::CopyToCertify);
    let (more, done) = give(&prepared, &by("leader"), certify()).unwrap();
    assert!(matches!(
        more.as_slice(),
        [Event { what: What::CopyCertified { .. }, .. }, Event { what: What::Finished { result: Some(_) }, .. }]
    ));
    assert!(matches!(&done.copy, Some(Stage::Certified { certificate, revoked: None }) if certificate.number == 12));
    assert_eq!((done.state, done.proposed.clone()), (S::Done, None));
    assert_eq!(give(&done, &by("leader"), certify()).unwrap_err(), R::WrongState, "a number is given once");
    assert_eq!(give(&done, &by("leader"), C::Undo).unwrap_err(), R::NothingToUndo);
    let why = |reason: &str| C::RevokeCopy { reason: reason.into() };
    assert_eq!(give(&done, &by("leader"), why(" ")).unwrap_err(), R::ReasonMissing);
    let revoked = give(&done, &by("leader"), why("Bản chính giả")).unwrap().1;
    assert!(matches!(&revoked.copy, Some(Stage::Certified { revoked: Some(why), .. }) if why == "Bản chính giả"));
    assert_eq!(give(&revoked, &by("leader"), why("x")).unwrap_err(), R::NothingCertified, "once");
    assert_eq!(give(&prepared, &by("leader"), why("x")).unwrap_err(), R::WrongState);
    events.extend(more);
    let facts = Facts::of(&events);
    assert!(facts.e_copy && facts.certified && facts.result);
    assert_eq!(Dossier::replay(&events), done);
}

#[test]
fn what_is_missing_is_said_by_its_name() {
    let paper = submitted(false).1;
    let received = give(&paper, &by("clerk"), C::Receive).unwrap().1;
    assert_eq!(give(&received, &by("clerk"), C::PrepareCopy).unwrap_err(), R::NotAnElectronicCopy);
    let refused = |commands: &[C]| give(&after(commands).1, &by("clerk"), C::PrepareCopy).unwrap_err();
    assert_eq!(refused(&[]), R::WrongState);
    assert_eq!(refused(&[C::Receive]), R::CopyNotScanned, "the citizen's own picture is no scan");
    assert_eq!(refused(&[C::Receive, scan("application/pdf")]), R::CopyPagesNotPictures);
    assert_eq!(refused(&[C::Receive, scan("image/png")]), R::CopyNotCompared);
    assert_eq!(refused(&[C::Receive, scan("image/png"), compared(Verdict::Wrong)]), R::CopyNotCompared);
    let ready = [C::Receive, scan("image/png"), compared(Verdict::Enough), C::PrepareCopy];
    assert_eq!(refused(&ready), R::WrongState, "once");
    assert_eq!(give(&after(&ready[..3]).1, &by("leader"), certify()).unwrap_err(), R::WrongState);
    let begun = after(&[C::Receive, C::StartProcessing, scan("image/png"), compared(Verdict::Enough)]).1;
    assert_eq!(give(&begun, &by("leader"), certify()).unwrap_err(), R::NothingProposed);
}

#[test]
fn another_scan_or_another_look_takes_it_back() {
    let ready = [C::Receive, scan("image/png"), compared(Verdict::Enough), C::PrepareCopy];
    let (_, prepared) = after(&ready);
    let rescanned = give(&prepared, &by("clerk"), scan("image/jpeg")).unwrap().1;
    assert_eq!((rescanned.copy.clone(), rescanned.proposed.clone()), (None, None));
    let doubted = give(&prepared, &by("leader"), compared(Verdict::Wrong)).unwrap().1;
    assert_eq!(give(&doubted, &by("leader"), certify()).unwrap_err(), R::CopyNotCompared);
    let back = give(&prepared, &by("leader"), C::SendBack { reason: "Mờ".into() }).unwrap().1;
    assert_eq!((back.copy, back.proposed), (None, None));
    let undone = give(&prepared, &by("clerk"), C::Undo).unwrap().1;
    assert_eq!(undone.copy, None);
}

#[test]
fn several_documents_are_several_dossiers() {
    let (_, mut dossier) = after(&[C::Receive, scan("image/png"), compared(Verdict::Enough)]);
    dossier.answers.set("more_documents", Value::Rows(vec![Answers::default()]));
    assert_eq!(give(&dossier, &by("clerk"), C::PrepareCopy).unwrap_err(), R::OneDocumentEach);
}

#[test]
fn a_file_that_nobody_certified_is_no_electronic_copy() {
    let file = FileRef { upload: "u".into(), sha256: "0".repeat(64), size: 1, media_type: "application/pdf".into() };
    let (events, _) = after(&[C::Receive, C::Finish { result: Some(file) }]);
    let facts = Facts::of(&events);
    assert!(facts.e_copy && facts.result && !facts.certified);
}
