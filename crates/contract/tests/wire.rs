//! Every shape on the wire, as JSON files: a change that clients would notice shows in review.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
//!
//! `UPDATE=1 cargo nextest run -p motcua-contract` writes the files anew.

use jiff::{Timestamp, civil::date};
use motcua_contract::{
    NoBody, Problem, ProblemCode,
    desk::{Credentials, DeskCommand, DeskDossier, Staff, WorkItem, WorkList, WorkQuery},
    dossiers::{Receipt, ReceivedPaper, ResultFile, Step, Submission, Supplement, Tracking, Withdrawal},
    public::{
        CardWords, Catalogue, Device, Office, ProcedureBundle, ProcedureCard, ReferenceItem, ReferenceList, Wards,
    },
    uploads::StoredFile,
};
use motcua_domain::{
    calendar::{Calendar, Hours},
    code::{Code, Finding},
    deadline::Limit,
    dossier::{
        Actor, Channel, Event, Fault, FileRef, Opinion, PaperCheck, Reason, Refusal, ReturnWay, State, Verdict, What,
    },
    dossier_code::DossierCode,
    form::{Answers, PageRef, Source, Value},
    place::Address,
    procedure::{CaseTime, FactSource, Procedure},
    staff::Role,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, fmt::Debug, fs, path::PathBuf};

/// Compares with the file, and reads it back as the same value.
fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire").join(format!("{name}.json"));
    let text = format!("{}\n", serde_json::to_string_pretty(value).unwrap());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &text).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(text, kept, "{name}: the wire changed; UPDATE=1 if that is meant");
    let back: T = serde_json::from_str(&kept).unwrap();
    assert_eq!(&back, value, "{name} does not read back");
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn noon() -> Timestamp {
    at("2026-11-23T05:00:00Z")
}

fn pages() -> Vec<PageRef> {
    vec![PageRef {
        upload: "u1".into(),
        sha256: "0".repeat(64),
        size: 120_000,
        media_type: "image/jpeg".into(),
        pages: 1,
    }]
}

fn answers() -> Answers {
    let mut answers = Answers::default();
    answers.fill("requester_name", Value::Text("Nguyễn Thị Mẫu".into()), Source::Card);
    answers.set("copies", Value::Number(2));
    answers.set("by_proxy", Value::YesNo(false));
    answers.set("birth_date", Value::Date("1955-07".parse().unwrap()));
    answers.set("time", Value::Time("08:30".into()));
    answers.set("kinds", Value::Choices(vec!["a".into(), "b".into()]));
    let home = Address { province: "82".into(), ward: "29888".into(), line: "12 Đường Ví Dụ".into() };
    answers.set("home", Value::Address(home));
    let mut row = Answers::default();
    row.set("name", Value::Text("Bé".into()));
    answers.set("children", Value::Rows(vec![row]));
    answers.set("birth_paper", Value::Pages(pages()));
    answers
}

fn reason() -> Reason {
    Reason { field: "birth_paper".into(), code: Fault::Unclear, text: "Ảnh mờ".into() }
}

fn file() -> FileRef {
    FileRef { upload: "u9".into(), sha256: "1".repeat(64), size: 18_000, media_type: "application/pdf".into() }
}

fn check() -> PaperCheck {
    PaperCheck { paper: "birth_paper".into(), verdict: Verdict::Enough, note: String::new() }
}

fn papers() -> Vec<ReceivedPaper> {
    vec![ReceivedPaper { paper: "birth_paper".into(), pages: 1 }]
}

#[test]
fn what_anybody_may_read() {
    same("no_body", &NoBody {});
    same("device", &Device { token: "t".repeat(43) });
    same("wards", &Wards { csv: "code,name,kind\n29888,Phường Mỹ Trà,phuong\n".into() });
    let names = BTreeMap::from([("vi".to_owned(), "Việt Nam".to_owned()), ("en".to_owned(), "Viet Nam".to_owned())]);
    same("reference_list", &ReferenceList { items: vec![ReferenceItem { code: "VN".into(), names }] });
    let words =
        CardWords {
            name: "Khai sinh".into(), plain: "Làm giấy khai sinh.".into(), search: vec!["con mới đẻ".into()]
        };
    let card = ProcedureCard {
        code: "1.001193".into(),
        version: date(2026, 7, 18),
        field: "ho_tich".into(),
        minutes: 7,
        aliases: vec!["2.000528".into()],
        words: BTreeMap::from([("vi".to_owned(), words)]),
    };
    same("catalogue", &Catalogue { procedures: vec![card] });
    same(
        "office",
        &Office {
            name: "Ủy ban nhân dân phường".into(),
            counter: "Một Cửa".into(),
            address: "Khóm 1".into(),
            phone: "0277 000 0000".into(),
            email: "motcua@example.org".into(),
            agency: "H20.299".into(),
            province: "82".into(),
            ward: "29888".into(),
            former_names: vec!["Phường Mỹ Phú".into()],
            public_url: "https://motcua.example".into(),
            hours: Hours::default(),
            calendar: Calendar::default(),
            demo: true,
        },
    );
}

#[test]
fn a_procedure_with_its_words() {
    let procedure = Procedure {
        code: "1.001193".into(),
        version: date(2026, 7, 18),
        field: "ho_tich".into(),
        national_id: None,
        aliases: Vec::new(),
        minutes: 7,
        visit_required: false,
        questions: Vec::new(),
        papers: Vec::new(),
        fees: Vec::new(),
        times: vec![CaseTime {
            id: "normal".into(),
            show_if: None,
            limit: Limit::SameDay,
            source: "s".into(),
            unconfirmed: false,
        }],
        legal: Vec::new(),
        sources: vec![FactSource { id: "s".into(), title: "Luật".into(), read_on: date(2026, 11, 23), url: None }],
        pages: Vec::new(),
        rules: Vec::new(),
    };
    let texts = BTreeMap::from([("vi".to_owned(), BTreeMap::from([("name".to_owned(), "Khai sinh".to_owned())]))]);
    same("procedure_bundle", &ProcedureBundle { procedure, texts });
}

#[test]
fn handing_in_and_following() {
    same(
        "submission",
        &Submission {
            procedure: "1.001193".into(),
            version: date(2026, 7, 18),
            answers: answers(),
            notice: "1".into(),
            language: "vi".into(),
        },
    );
    same(
        "receipt",
        &Receipt {
            code: "H20.299-261123-0001".into(),
            secret: "s".repeat(32),
            procedure: "1.001193".into(),
            received_at: noon(),
            due: Some(date(2026, 11, 23).at(17, 0, 0, 0)),
            papers: papers(),
            sha256: "2".repeat(64),
        },
    );
    let step = |what: &str, by: &str, note: Option<&str>| Step {
        at: noon(),
        what: what.into(),
        by: by.into(),
        note: note.map(str::to_owned),
    };
    let mut asked_answers = Answers::default();
    asked_answers.set("birth_paper", Value::Pages(pages()));
    same(
        "tracking",
        &Tracking {
            code: "H20.299-261123-0001".into(),
            procedure: "1.001193".into(),
            state: State::SupplementRequested,
            received_at: noon(),
            due: None,
            paused: true,
            steps: vec![
                step("submitted", "citizen", None),
                step("supplement_requested", "office", Some("Mời bổ sung")),
            ],
            asked: vec![reason()],
            asked_note: Some("Mời bổ sung".into()),
            asked_answers,
            papers: papers(),
            amount_due: Some(8_000),
            result: Some(ResultFile { media_type: "application/pdf".into(), size: 18_000 }),
            version: 2,
        },
    );
    same("supplement", &Supplement { answers: answers() });
    same("withdrawal", &Withdrawal { reason: "Nộp nhầm".into() });
    let page = &pages()[0];
    same(
        "stored_file",
        &StoredFile {
            upload: page.upload.clone(),
            sha256: page.sha256.clone(),
            size: page.size,
            media_type: page.media_type.clone(),
            pages: page.pages,
        },
    );
}

#[test]
fn the_desk() {
    let credentials = Credentials { user: "canbo".into(), password: "mat-khau".into() };
    let text = serde_json::to_string(&credentials).unwrap();
    assert_eq!(text, r#"{"user":"canbo","password":"mat-khau"}"#);
    same("staff", &Staff { id: "s1".into(), user: "canbo".into(), name: "Cán bộ Thử".into() });
    same("work_query", &WorkQuery { view: Some("new".into()), q: Some("mau".into()), after: Some("5.x".into()) });
    let item = WorkItem {
        id: "d1".into(),
        code: "H20.299-261123-0001".into(),
        procedure: "1.001193".into(),
        state: State::Submitted,
        requester: "Nguyễn Thị Mẫu".into(),
        submitted_at: noon(),
        due: Some(date(2026, 11, 23).at(17, 0, 0, 0)),
        paused: false,
    };
    let list = WorkList {
        items: vec![item],
        next: Some("5.d1".into()),
        counts: BTreeMap::from([("new".to_owned(), 1)]),
        now: date(2026, 11, 23).at(12, 0, 0, 0),
    };
    same("work_list", &list);
    same(
        "desk_commands",
        &vec![
            DeskCommand::Receive {},
            DeskCommand::Refuse { reason: "Sai nơi".into() },
            DeskCommand::RequestSupplement {
                reasons: vec![reason()], note: "Mời bổ sung".into(), leader_reason: None
            },
            DeskCommand::StartProcessing {},
            DeskCommand::RequestPayment { amount: 8_000 },
            DeskCommand::ConfirmPayment {},
            DeskCommand::DeclineWithdrawal { reason: "Đã xong".into() },
            DeskCommand::Stop { reason: "Theo đề nghị".into() },
            DeskCommand::Finish { upload: "u9".into() },
            DeskCommand::Return { way: ReturnWay::Post, note: "EMS 1".into() },
            DeskCommand::CheckPapers { checks: vec![check()] },
            DeskCommand::Digitise { paper: "birth_paper".into(), pages: pages(), sheets: 1 },
            DeskCommand::Assign { to: "s2".into(), note: "Nhờ xem".into() },
            DeskCommand::AskOpinion { of: "s2".into(), question: "Đúng chưa?".into() },
            DeskCommand::GiveOpinion { text: "Đúng".into() },
            DeskCommand::Extend { reason: "Xác minh".into(), due: date(2026, 12, 1).at(17, 0, 0, 0) },
            DeskCommand::ProposeResult { upload: Some("u9".into()) },
            DeskCommand::Approve {},
            DeskCommand::SendBack { reason: "Sai tên".into() },
            DeskCommand::ReceiveSameVisit {},
            DeskCommand::HandOver { upload: None },
            DeskCommand::Undo {},
        ],
    );
}

#[test]
fn a_dossier_with_every_event() {
    let staff = || Actor::Staff("s1".into());
    let due = Some(date(2026, 11, 27).at(17, 0, 0, 0));
    let submitted = What::Submitted {
        code: DossierCode::parse("H20.299-261123-0001").unwrap(),
        procedure: "1.001193".into(),
        version: date(2026, 7, 18),
        answers: answers(),
        limit: Limit::WorkingDays(3),
        due,
    };
    let text = || "Lý do".to_owned();
    let events = [
        (Actor::Citizen, submitted),
        (staff(), What::Received),
        (staff(), What::Refused { reason: text() }),
        (staff(), What::SupplementRequested { reasons: vec![reason()], note: text(), leader_reason: None }),
        (Actor::Citizen, What::Supplemented { answers: Answers::default(), due }),
        (staff(), What::ProcessingStarted),
        (staff(), What::PaymentRequested { amount: 8_000 }),
        (staff(), What::PaymentConfirmed { due }),
        (Actor::Citizen, What::WithdrawalRequested { reason: text() }),
        (staff(), What::WithdrawalDeclined { reason: text() }),
        (Actor::System, What::Stopped { reason: text() }),
        (staff(), What::Finished { result: Some(file()) }),
        (staff(), What::Returned { way: ReturnWay::ByHand, note: String::new() }),
    ];
    same(
        "desk_dossier",
        &DeskDossier {
            id: "d1".into(),
            code: "H20.299-261123-0001".into(),
            procedure: "1.001193".into(),
            procedure_version: date(2026, 7, 18),
            state: State::Done,
            version: 13,
            answers: answers(),
            submitted_at: noon(),
            due,
            paused: false,
            asked: vec![reason()],
            supplemented: vec!["birth_paper".into()],
            supplements_asked: 1,
            result: Some(file()),
            events: events.into_iter().map(|(actor, what)| Event { at: noon(), actor, what }).collect(),
            staff: BTreeMap::from([("s1".to_owned(), "Cán bộ Thử".to_owned())]),
            now: date(2026, 11, 23).at(12, 0, 0, 0),
        },
    );
}

#[test]
fn refusals() {
    let mut full = Problem::new(ProblemCode::Invalid).detail("data at user");
    full.findings = vec![Finding::new("children/0/name", Code::TooLong).with_limit(120)];
    full.refusal = Some(Refusal::WrongState);
    full.missing = vec!["u1".into()];
    full.current = Some(7);
    full.incident = Some("0123456789abcdef".into());
    same("problem", &full);
    same("problem_plain", &Problem::new(ProblemCode::NotFound));
    let codes: BTreeMap<&str, u16> = ProblemCode::ALL.iter().map(|code| (code.as_str(), code.status())).collect();
    assert_eq!(codes.len(), ProblemCode::ALL.len(), "a code stands for one thing");
    let codes: BTreeMap<String, u16> = codes.into_iter().map(|(code, status)| (code.to_owned(), status)).collect();
    same("problem_codes", &codes);
}

#[test]
fn what_is_written_accepts_nothing_unknown() {
    let unknown = |json: &str| json.replacen('{', r#"{"never_heard_of":1,"#, 1);
    let text = serde_json::to_string(&Withdrawal { reason: String::new() }).unwrap();
    assert!(serde_json::from_str::<Withdrawal>(&unknown(&text)).is_err());
    let text = serde_json::to_string(&Supplement { answers: Answers::default() }).unwrap();
    assert!(serde_json::from_str::<Supplement>(&unknown(&text)).is_err());
    let text = serde_json::to_string(&Credentials { user: String::new(), password: String::new() }).unwrap();
    assert!(serde_json::from_str::<Credentials>(&unknown(&text)).is_err());
    let text = serde_json::to_string(&DeskCommand::Finish { upload: String::new() }).unwrap();
    assert!(serde_json::from_str::<DeskCommand>(&unknown(&text)).is_err());
}

#[test]
fn paths_are_filled_in_and_encoded() {
    use motcua_contract::{Endpoint, all::ROUTES, desk::DownloadFile};
    assert_eq!(DownloadFile::path(&["a/b", "c d"]), "/api/desk/dossiers/a%2Fb/files/c%20d");
    let mut seen: Vec<_> = ROUTES.iter().map(|route| (route.path, route.method.as_str())).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), ROUTES.len(), "two endpoints share method and path");
    assert!(ROUTES.iter().all(|route| route.path.starts_with(motcua_contract::PREFIX)));
}
