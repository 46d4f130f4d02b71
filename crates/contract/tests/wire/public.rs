//! What anybody may read, and what a citizen hands in and follows.

use crate::shapes::{answers, noon, pages, papers, reason, same};
use jiff::civil::date;
use motcua_contract::{
    NoBody,
    dossiers::{Receipt, ResultFile, Step, Submission, Supplement, Tracking, Withdrawal},
    public::{
        CardWords, Catalogue, Device, Office, ProcedureBundle, ProcedureCard, ReferenceItem, ReferenceList, Wards,
    },
    uploads::StoredFile,
};
use motcua_domain::{
    calendar::{Calendar, Hours},
    deadline::Limit,
    dossier::State,
    form::{Answers, Value},
    procedure::{CaseTime, FactSource, Procedure},
};
use std::collections::BTreeMap;

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
        approval: true,
        same_visit: true,
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
            payments: vec![crate::money::payment()],
            unread: 0,
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
