//! Made-up papers for tests and for looking at: a full dossier, and one with nothing that may be left out.
#![allow(clippy::unwrap_used, dead_code, reason = "test data; each test file uses its part")]

mod book;
mod forms;

pub use book::{book, report};
pub use forms::*;

use jiff::civil::{DateTime, datetime};
use motcua_documents::{Press, data::*};
use motcua_domain::{
    deadline::Limit,
    dossier::{Fault, Reason},
};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

pub const CODES: [&str; 8] =
    ["1.000656", "1.000894", "1.001193", "1.001776", "1.004873", "2.000635", "2.000815", "2.000884"];
pub const CODE: &str = "H20.299-261123-0007";
/// A name with the marks that fonts stumble over.
pub const NAME: &str = "Nguyễn Thị Ngọc Quỳnh";
const LINK: &str = "https://motcua.example.org/t/H20.299-261123-0007";
const RATING: &str = "https://motcua.example.org/danh-gia#q1w2e3r4t5y6u7i8o9p0aAsSdDfFgGhH";

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn press() -> Press {
    let add = |press: Press, folder: &str| press.with_directory(folder, &root().join(folder)).unwrap();
    add(add(Press::new().unwrap(), "papers"), "procedures")
}

pub fn moment(day: i8, hour: i8, minute: i8) -> Option<Moment> {
    Some(Moment(at(day, hour, minute)))
}

fn at(day: i8, hour: i8, minute: i8) -> DateTime {
    datetime(2026, 11, day, hour, minute, 0, 0)
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

pub fn office(full: bool) -> Office {
    Office {
        parent: full.then(|| "Ủy ban nhân dân tỉnh Đồng Tháp".to_owned()),
        name: "Ủy ban nhân dân phường Mỹ Phú".into(),
        counter: "Bộ phận Tiếp nhận và Trả kết quả".into(),
        place: "Mỹ Phú".into(),
        address: "Khóm Mỹ Phú, phường Mỹ Trà, tỉnh Đồng Tháp".into(),
        phone: full.then(|| "0277 000 0000".to_owned()),
        email: full.then(|| "motcua@example.org".to_owned()),
        web: full.then(|| "motcua.example.org".to_owned()),
        demo: full,
    }
}

pub fn person(full: bool) -> Person {
    if !full {
        return Person { name: NAME.into(), ..Person::default() };
    }
    Person {
        name: NAME.into(),
        birth: some("05/02/1994"),
        id_number: some("087194000123"),
        address: some("Số 12, đường Nguyễn Thái Học, khóm Mỹ Phước, Phường Mỹ Trà, Tỉnh Đồng Tháp"),
        phone: some("0912 345 678"),
        email: some("quynh@example.org"),
    }
}

pub fn papers() -> Vec<PaperLine> {
    vec![
        PaperLine { name: "Giấy chứng sinh".into(), originals: 1, pages: Some(2), ..PaperLine::default() },
        PaperLine {
            name: "Văn bản ủy quyền có chứng thực của cha hoặc mẹ".into(),
            originals: 1,
            copies: 1,
            note: some("ký ngày 20/11/2026"),
            ..PaperLine::default()
        },
        PaperLine {
            name: "Căn cước hoặc hộ chiếu của người đi làm".into(), shown: true, ..PaperLine::default()
        },
    ]
}

pub fn dossier(full: bool) -> Dossier {
    let procedure = "Thủ tục đăng ký khai sinh".to_owned();
    if !full {
        return Dossier {
            code: CODE.into(),
            procedure_code: "1.001193".into(),
            procedure,
            requester: person(false),
            sets: 1,
            received: moment(23, 8, 30),
            ..Dossier::default()
        };
    }
    Dossier {
        code: CODE.into(),
        serial: some("07"),
        book: Some(2026),
        procedure_code: "1.001193".into(),
        procedure,
        requester: person(true),
        submitter: Some(Person { name: "Đặng Hữu Phước".into(), ..person(true) }),
        content: some("Đăng ký khai sinh cho cháu Võ Nguyễn Bảo Ngọc"),
        papers: papers(),
        sets: 1,
        limit: Some(Limit::WorkingDays(3)),
        received: moment(23, 8, 30),
        due: moment(27, 17, 0),
        result_place: some("Quầy số 2, hoặc tải về trên điện thoại"),
        receiver: some("Trần Thị Ánh Tuyết"),
        entered_by_staff: true,
        tracking: Some(Link::new(LINK)),
        rating: Some(Link::new(RATING)),
    }
}

pub fn signer(full: bool) -> Signer {
    if full { Signer { name: some("Lê Văn Hữu"), role: Role::Deputy } } else { Signer::default() }
}

pub fn reasons(full: bool) -> Vec<ReasonLine> {
    if !full {
        return vec![ReasonLine {
            text: "Hồ sơ không thuộc thẩm quyền của phường.".into(), ..ReasonLine::default()
        }];
    }
    Fault::ALL
        .into_iter()
        .map(|code| {
            let reason = Reason {
                field: "birth_paper".into(),
                code,
                text: "Ảnh chụp trang 2 bị mờ góc dưới, không đọc được số của giấy chứng sinh. Chụp lại đủ bốn góc."
                    .into(),
            };
            ReasonLine::of(&reason, some("Giấy chứng sinh"))
        })
        .collect()
}

pub fn register(rows: u32) -> Register {
    let row = |serial| {
        let full = serial % 3 > 0;
        RegisterRow {
            serial,
            code: format!("H20.299-261123-{serial:04}"),
            procedure: "Thủ tục chứng thực bản sao từ bản chính giấy tờ, văn bản".into(),
            sets: 1,
            requester: person(full),
            receiver: full.then(|| "Trần Thị Ánh Tuyết".to_owned()),
            received: moment(23, 8, 30),
            due: moment(27, 17, 0),
            forwarded: if full { moment(23, 9, 5) } else { None },
            finished: if full { moment(25, 10, 0) } else { None },
            returned: if full { moment(26, 14, 20) } else { None },
            way: full.then(|| "by_hand".to_owned()),
            state: if full { "returned" } else { "processing" }.into(),
            note: (serial % 7 == 0).then(|| "Hẹn lại một lần".to_owned()),
        }
    };
    Register {
        office: office(true),
        year: 2026,
        from: moment(1, 0, 0),
        to: moment(23, 0, 0),
        printed: moment(23, 16, 45),
        rows: (1..=rows).map(row).collect(),
    }
}

pub fn cashbook(full: bool) -> Cashbook {
    let sum = |name: &str| CashSum { name: name.into(), count: 12, amount: "16.000 đồng".into() };
    let row = |at: u32| CashRow {
        text: format!("LP H20299 261123 {at:04} 1AB"),
        reference: format!("FT26328{at:06}"),
        kind: "Phí chứng thực bản sao (Chứng thực bản sao từ bản chính giấy tờ, văn bản)".into(),
        means: "Chuyển khoản (ngân hàng báo)".into(),
        amount: "16.000 đồng".into(),
    };
    Cashbook {
        office: office(true),
        day: "23/11/2026".into(),
        printed: moment(23, 16, 45),
        kinds: if full {
            vec![sum("Phí chứng thực bản sao"), sum("Nộp thừa, phải trả lại")]
        } else {
            Vec::new()
        },
        means: if full { vec![sum("Tiền mặt"), sum("Trả lại")] } else { Vec::new() },
        came: "640.000 đồng".into(),
        went: "0 đồng".into(),
        total: "640.000 đồng".into(),
        rows: (1..=if full { 40 } else { 0 }).map(row).collect(),
        open: full.then(|| sum("")),
    }
}

fn steps(full: bool) -> Vec<Step> {
    let kinds: &[&str] = if full {
        &[
            "submitted",
            "papers_checked",
            "received",
            "assigned",
            "processing_started",
            "opinion_asked",
            "opinion_given",
            "extended",
            "result_proposed",
            "finished",
            "returned",
        ]
    } else {
        &["submitted"]
    };
    let step = |(index, what): (usize, &&str)| Step {
        at: moment(23, 8 + i8::try_from(index / 2).unwrap(), 5),
        what: (*what).to_owned(),
        from: if index == 0 { NAME.into() } else { "Trần Thị Ánh Tuyết".into() },
        to: (full && index % 2 == 1).then(|| "Lê Văn Hữu".to_owned()),
        due: if full { moment(27, 17, 0) } else { None },
        timeliness: (full && index == 9).then(|| "early".to_owned()),
        note: (full && index == 3).then(|| "Nhờ anh xem giúp phần nơi sinh".to_owned()),
    };
    kinds.iter().enumerate().map(step).collect()
}

/// Each office paper: a name for the file, its template, its data.
pub fn office_papers(full: bool) -> Vec<(&'static str, Json)> {
    let (office, dossier, signer, issued) = (office(full), dossier(full), signer(full), moment(23, 9, 0));
    let (link, time) = (
        Some(Link::new("https://motcua.example.org/p/1.001193?b=261123")),
        some("Trong ngày; nhận sau 15 giờ thì ngày làm việc tiếp theo"),
    );
    let json = |value: serde_json::Result<Json>| value.unwrap();
    let receipt = |size| Receipt { office: office.clone(), dossier: dossier.clone(), size, issued };
    let supplement = SupplementRequest {
        office: office.clone(),
        dossier: dossier.clone(),
        issued,
        reasons: reasons(full),
        note: full.then(|| "Các giấy tờ khác đã đạt.".to_owned()),
        leader_reason: full
            .then(|| "thông tin của cha do nơi khác xác minh, ngày 20/11/2026 mới có kết quả.".to_owned()),
        answer_by: if full { moment(30, 17, 0) } else { None },
        signer: signer.clone(),
    };
    let refusal = Refusal {
        office: office.clone(),
        dossier: dossier.clone(),
        issued,
        reasons: reasons(full),
        signer: signer.clone(),
    };
    let extension = Extension {
        office: office.clone(),
        dossier: dossier.clone(),
        issued,
        reason: "cần xác minh tình trạng hôn nhân của cha mẹ tại phường, xã khác.".into(),
        old_due: moment(27, 17, 0),
        new_due: moment(30, 17, 0),
        signer: signer.clone(),
    };
    let stop = StopNotice {
        office: office.clone(),
        dossier: dossier.clone(),
        issued,
        reason: "gia đình làm thủ tục ở nơi khác.".into(),
        requested: if full { moment(24, 9, 0) } else { None },
        signer: signer.clone(),
    };
    let result = ResultLetter {
        office: office.clone(),
        dossier: dossier.clone(),
        number: full.then(|| "12/GXN-UBND".to_owned()),
        issued,
        title: "Giấy xác nhận".into(),
        paragraphs: vec!["Ủy ban nhân dân phường Mỹ Phú xác nhận ông/bà có tên trên đang cư trú tại khóm Mỹ Phước, phường Mỹ Trà, tỉnh Đồng Tháp.".into(); if full { 2 } else { 1 }],
        signer: signer.clone(),
    };
    let control = ControlSheet { office: office.clone(), dossier: dossier.clone(), issued, steps: steps(full) };
    let at_counter = |size| RatingPoster {
        office: office.clone(),
        size,
        counter: "Quầy 1".into(),
        link: Some(Link::new("https://motcua.example.org/danh-gia?quay=Qu%E1%BA%A7y%201")),
        printed: issued,
    };
    let poster = |size| Poster {
        office: office.clone(),
        size,
        procedure_code: "1.001193".into(),
        procedure: if size == Size::A4 {
            "Thủ tục đăng ký khai sinh".into()
        } else {
            texts("2.000815")["name"].clone()
        },
        plain: full
            .then(|| "Làm giấy khai sinh cho em bé: tờ giấy đầu tiên của đời người, kèm số định danh.".to_owned()),
        link: link.clone(),
        bring: if full {
            vec!["Giấy chứng sinh".into(), "căn cước của người đi làm (chỉ xem)".into()]
        } else {
            vec![]
        },
        fees: if full {
            vec!["Lệ phí khai sinh đúng hạn: miễn".into(), "bản sao lấy thêm: 8.000 đồng mỗi bản".into()]
        } else {
            vec![]
        },
        time: if full { time.clone() } else { None },
        printed: issued,
    };
    let board = Board {
        office: office.clone(),
        size: if full { Size::A4 } else { Size::A5 },
        items: board_items(if full { 8 } else { 1 }),
        printed: issued,
    };
    let checklist = Checklist {
        office: office.clone(),
        size: if full { Size::A4 } else { Size::A5 },
        procedure_code: "1.001193".into(),
        procedure: "Thủ tục đăng ký khai sinh".into(),
        case: if full {
            vec![("Bé có bị bỏ rơi không?".into(), false), ("Có giấy chứng sinh của bé không?".into(), true)]
        } else {
            vec![]
        },
        papers: if full { papers() } else { vec![] },
        fees: if full { vec!["Lệ phí khai sinh đúng hạn: miễn".into()] } else { vec![] },
        time: if full { time.clone() } else { None },
        link: if full { link.clone() } else { None },
        printed: issued,
    };
    let ticket = Ticket {
        office: office.clone(),
        number: "A012".into(),
        ahead: full.then_some(2),
        procedure: full.then(|| "Đăng ký khai sinh".to_owned()),
        counter: full.then(|| "Quầy số 2".to_owned()),
        taken: issued,
        link: if full { link.clone() } else { None },
    };
    vec![
        ("receipt", json(serde_json::to_value(receipt(Size::A4)))),
        ("receipt", json(serde_json::to_value(receipt(Size::A5)))),
        ("supplement", json(serde_json::to_value(supplement))),
        ("refusal", json(serde_json::to_value(refusal))),
        ("extension", json(serde_json::to_value(extension))),
        ("stop", json(serde_json::to_value(stop))),
        ("control", json(serde_json::to_value(control))),
        ("register", json(serde_json::to_value(register(if full { 40 } else { 0 })))),
        ("cashbook", json(serde_json::to_value(cashbook(full)))),
        ("poster", json(serde_json::to_value(poster(Size::A4)))),
        ("poster", json(serde_json::to_value(poster(Size::A5)))),
        ("rating", json(serde_json::to_value(at_counter(Size::A4)))),
        ("rating", json(serde_json::to_value(at_counter(Size::A5)))),
        ("board", json(serde_json::to_value(board))),
        ("book", json(serde_json::to_value(book(full)))),
        ("report", json(serde_json::to_value(report(full)))),
        ("checklist", json(serde_json::to_value(checklist))),
        ("ticket", json(serde_json::to_value(ticket))),
        ("result", json(serde_json::to_value(result))),
    ]
}

fn board_items(count: usize) -> Vec<BoardItem> {
    CODES
        .iter()
        .take(count)
        .map(|code| BoardItem {
            code: (*code).to_owned(),
            name: texts(code)["name"].clone(),
            link: Link::new(format!("https://motcua.example.org/p/{code}?b=261123")),
        })
        .collect()
}
