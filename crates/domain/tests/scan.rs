//! The scanner's classifier: every kind of code at a ward's counter, every generation of posters, every trick of fake hosts.

use jiff::civil::date;
use motcua_domain::citizen_card::CardError;
use motcua_domain::dossier_code::{CodeError, DossierCode, compose};
use motcua_domain::scan::{Origin, OwnHosts, ProcedureTable, Scanned, Suspicion, classify, poster_path, receipt_path};
use proptest::prelude::*;

fn scan(text: &str) -> Scanned {
    classify(text, &OwnHosts::new(["motcua.example.vn", "127.0.0.1:8080"]), &ProcedureTable::built_in())
}

fn procedure(text: &str) -> (String, Origin, bool) {
    match scan(text) {
        Scanned::Procedure { code, from, outdated, .. } => (code, from, outdated),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn posters_of_every_generation() {
    let birth = "019d2bfd-3fe0-70ac-b9d6-5e9e20d6eef7";
    let cases = [
        ("https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-hanh-chinh.html?ma_thu_tuc=1.001193".to_owned(), "1.001193", Origin::NationalOld, true),
        ("https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-nganh-doc.html?ma_thu_tuc=2.000815".into(), "2.000815", Origin::NationalOld, true),
        ("http://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc-dung-chung.html?ma_thu_tuc=1.001612.000.00.00.H01".into(), "1.001612", Origin::NationalOld, true),
        ("https://dichvucong.gov.vn/p/home/dvc-danh-sach-dich-vu-cong.html?tu_khoa=&ma_tt=2.000815&trang=1".into(), "2.000815", Origin::NationalOld, true),
        (format!("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{birth}"), "1.001193", Origin::National, false),
        (format!("https://dichvucong.gov.vn/thu-tuc-hanh-chinh/{}", birth.to_uppercase()), "1.001193", Origin::National, false),
        (format!("https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?searchType=PROVINCE&province=00000000-1111-2222-3333-444444444444&provinceCode=82&wardCode=29888&agency=00000000-1111-2222-3333-555555555555&commune=WARD&formalityId={birth}"), "1.001193", Origin::National, false),
        ("https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword=2.000720&page=1".into(), "2.000720", Origin::National, false),
        ("https://dichvucongbyt.moh.gov.vn/tra-cuu?maThuTuc=1.001731".into(), "1.001731", Origin::Official, false),
        ("https://dichvucongbnv.moha.gov.vn/x?MaTTHC=1.010803".into(), "1.010803", Origin::Official, false),
        ("https://dvc.moc.gov.vn/x?maThuTuc=1.013225".into(), "1.013225", Origin::Official, false),
        ("https://dvc.x.gov.vn/x?madvc=2.000815.".into(), "2.000815", Origin::Official, false),
        ("https://lienthong.dichvucong.gov.vn/#/ke-khai/2.000986".into(), "3.000722", Origin::Joint, true),
        ("https://lienthong.dichvucong.gov.vn/#/ke-khai/1.006714".into(), "2.002913", Origin::Joint, true),
        ("https://dichvucong.thainguyen.gov.vn/nop-ho-so?MaTTHCDP=2.000815.000.00.00.H55&MaCoQuanThucHien=H55.242&vnconnect=1&MaDVC=2.000815.000.00.00.H55.02&MDT=x".into(), "2.000815", Origin::Provincial, true),
        ("https://dichvucong.soctrang.gov.vn/nop-ho-so?ma=1.004946.000.00.00.H51&maDonVi=1".into(), "1.004946", Origin::Provincial, true),
        ("https://csdl.dichvucong.gov.vn/web/jsp/download_file.jsp?ma=1.000656".into(), "1.000656", Origin::NationalOld, true),
        ("https://dichvucong.gov.vn/p/home/x.html%3Fma_thu_tuc%3D1.001193".into(), "1.001193", Origin::NationalOld, true),
        ("dichvucong.gov.vn/p/home/x.html?ma_thu_tuc=1.001193".into(), "1.001193", Origin::NationalOld, true),
        ("HTTPS://DICHVUCONG.GOV.VN/thu-tuc?ma=1.001193\r\n".into(), "1.001193", Origin::National, false),
        ("1.001193".into(), "1.001193", Origin::Bare, false),
        ("Thủ tục đăng ký khai sinh - Mã: 1.001193.000.00.00.H20".into(), "1.001193", Origin::Bare, false),
        (birth.into(), "1.001193", Origin::Bare, false),
        ("2.001009".into(), "2.001009", Origin::Bare, true),
        ("https://motcua.example.vn/tt/1.001193".into(), "1.001193", Origin::OwnPoster, false),
        ("http://127.0.0.1:8080/tt/1.001193/".into(), "1.001193", Origin::OwnPoster, false),
    ];
    for (text, code, from, outdated) in cases {
        assert_eq!(procedure(&text), (code.to_owned(), from, outdated), "{text}");
    }
}

#[test]
fn the_day_a_poster_was_printed() {
    let day = |text: &str| match scan(text) {
        Scanned::Procedure { printed, .. } => printed,
        other => panic!("{other:?}"),
    };
    assert_eq!(day("https://motcua.example.vn/tt/1.001193?d=20261123"), Some(date(2026, 11, 23)));
    assert_eq!(day("https://motcua.example.vn/tt/1.001193?d=20261323"), None);
    assert_eq!(day("https://motcua.example.vn/tt/1.001193"), None);
}

#[test]
fn what_we_print_is_what_we_read() {
    assert_eq!(poster_path("1.001193", Some(date(2026, 1, 5))), "/tt/1.001193?d=20260105");
    let poster = format!("https://motcua.example.vn{}", poster_path("2.000815", None));
    assert_eq!(procedure(&poster).0, "2.000815");
    let code = DossierCode::parse("H20.299-261123-0001").unwrap();
    let receipt = format!("https://motcua.example.vn{}", receipt_path(&code, "0123456789abcdef0123"));
    assert_eq!(scan(&receipt), Scanned::Receipt { code, secret: "0123456789abcdef0123".into() });
}

#[test]
fn search_links_become_words_to_search_here() {
    let words = "https://dichvucong.gov.vn/tim-kiem-thu-tuc-hanh-chinh?keyword=%C4%91%C4%83ng+k%C3%BD%20khai%20sinh";
    assert_eq!(scan(words), Scanned::Text("đăng ký khai sinh".into()));
    assert_eq!(
        scan("https://dichvucong.gov.vn/p/home/dvc-tim-kiem-thu-tuc.html?key=khai+sinh"),
        Scanned::Text("khai sinh".into())
    );
}

#[test]
fn cards_and_broken_cards() {
    let card = "087098012345|341234567|NGUYỄN VĂN A|15081998|Nam|Số 12, Mỹ Phú, Cao Lãnh, Đồng Tháp|25052021";
    assert!(matches!(scan(card), Scanned::Card(_)));
    assert!(matches!(scan(&format!("{card}||||\r\n")), Scanned::Card(_)));
    assert_eq!(scan(&card.replace("15081998", "31022000")), Scanned::CardBroken(CardError::BirthDate));
    assert_eq!(scan(&card.replace("087098012345", "08709801234")), Scanned::CardBroken(CardError::Number));
    assert_eq!(scan("087098012345|x"), Scanned::CardBroken(CardError::Parts));
    assert!(matches!(scan("a|b|c|d|e|f|g"), Scanned::Text(_)));
}

#[test]
fn payments() {
    let good = "00020101021138540010A00000072701240006970422011001234567890208QRIBFTTA53037045802VN6304B1A7";
    assert!(matches!(scan(good), Scanned::Payment(_)));
    assert_eq!(scan(&good.replace("B1A7", "B1A8")), Scanned::PaymentBroken);
}

#[test]
fn dossiers_and_receipts() {
    let code = DossierCode::parse("H20.299-261123-0001").unwrap();
    for text in [
        "H20.299-261123-0001",
        " h20.299-261123-0001\r\n",
        "H20.299 – 261123 – 0001",
        "https://dichvucong.gov.vn/portaldvc/tra-cuu?MHS=H20.299-261123-0001&SGT=087098012345",
    ] {
        assert_eq!(scan(text), Scanned::Dossier { code: code.clone() }, "{text}");
    }
    assert!(matches!(scan("000.25.31.H20-241212-0007"), Scanned::Dossier { .. }));
    let receipt = "https://motcua.example.vn/theo-doi#H20.299-261123-0001.abcdEFGH_-123456";
    assert_eq!(scan(receipt), Scanned::Receipt { code, secret: "abcdEFGH_-123456".into() });
    assert!(!format!("{:?}", scan(receipt)).contains("abcd"));
    for wrong in [
        "https://motcua.example.vn/theo-doi?H20.299-261123-0001.abcdEFGH_-123456",
        "https://motcua.example.vn/theo-doi#H20.299-261123-0001.short",
        "https://motcua.example.vn/theo-doi#nothing.abcdEFGH_-123456",
        "https://other.example.vn/theo-doi#H20.299-261123-0001.abcdEFGH_-123456",
        "https://motcua.example.vn:8443/theo-doi#H20.299-261123-0001.abcdEFGH_-123456",
    ] {
        assert!(matches!(scan(wrong), Scanned::Link { .. }), "{wrong}: {:?}", scan(wrong));
    }
}

#[test]
fn hosts_that_pretend() {
    let warned = |text: &str| match scan(text) {
        Scanned::Link { suspicious, .. } => suspicious,
        other => panic!("{text}: {other:?}"),
    };
    let cases = [
        ("https://dichvucong-gov.vn/thu-tuc?ma=1.001193", Some(Suspicion::LookAlike)),
        ("https://dichvucong.gov.vn.evil.com/?ma=1.001193", Some(Suspicion::LookAlike)),
        ("https://dichvuc0ng.com/", Some(Suspicion::LookAlike)),
        ("https://vneid-hotro.top", Some(Suspicion::LookAlike)),
        ("https://motcua-example.vn/tt/1.001193", Some(Suspicion::LookAlike)),
        ("https://dichvucong%2egov%2evn.evil.com/", Some(Suspicion::LookAlike)),
        ("https://dichvucong.gov.vn@evil.com/", Some(Suspicion::UserInfo)),
        ("https://dichvucong.gov.vn:443@evil.com/?ma=1.001193", Some(Suspicion::UserInfo)),
        ("https://evil.com\\@dichvucong.gov.vn/?ma=1.001193", None),
        ("https://dichvucоng.gov.vn/", Some(Suspicion::ForeignLetters)),
        ("https://xn--dichvucng-1fg.gov.vn/?ma=1.001193", Some(Suspicion::ForeignLetters)),
        ("https://103.1.2.3/tt/1.001193", Some(Suspicion::Address)),
        ("http://dichvucong.gov.vn/", Some(Suspicion::PlainHttp)),
        ("http://example.com/", Some(Suspicion::PlainHttp)),
        ("https://dichvucong.gov.vn/", None),
        ("https://dichvucong.gov.vn./", None),
        ("https://dongthap.gov.vn/tin-tuc", None),
        ("https://zalo.me/123456789", None),
        ("https://bit.ly/abc", None),
        ("https://shop.example/1.001193", None),
        ("https:/\\/dichvucong-gov.vn", Some(Suspicion::LookAlike)),
        ("https://dichvu\tcong-gov.vn", Some(Suspicion::LookAlike)),
    ];
    for (text, expected) in cases {
        assert_eq!(warned(text), expected, "{text}");
    }
    assert!(matches!(scan("https://evil.com\\@dichvucong.gov.vn/"), Scanned::Link { host, .. } if host == "evil.com"));
}

#[test]
fn what_is_no_link_is_text() {
    for text in [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "tel:18001096",
        "WIFI:S:UBND;T:WPA;P:12345678;;",
        "mailto:a@b.vn",
        "file:///etc/passwd",
        "xin chào",
        "12345",
        "11.001193",
        "1.0011931",
        "1.001193 và 2.000815",
    ] {
        assert!(matches!(scan(text), Scanned::Text(_)), "{text}: {:?}", scan(text));
    }
}

#[test]
fn empty_and_huge() {
    assert_eq!(scan(""), Scanned::Empty);
    assert_eq!(scan(" \u{200B}\r\n\u{FEFF}"), Scanned::Empty);
    assert_eq!(scan(&"rác ".repeat(1024)), Scanned::TooLong);
    assert_eq!(scan(&"x".repeat(4097)), Scanned::TooLong);
    assert!(matches!(scan(&"x".repeat(4096)), Scanned::Text(_)));
}

#[test]
fn the_tables_are_sound() {
    let rows: Vec<(&str, &str)> =
        include_str!("../data/national_ids.csv").lines().skip(1).filter_map(|line| line.split_once(',')).collect();
    assert_eq!(rows.len(), 60);
    let table = ProcedureTable::built_in();
    let names = include_str!("../data/national_names.tsv");
    for (code, uuid) in &rows {
        assert_eq!(table.code_of(uuid), Some(*code));
        assert!(names.lines().any(|line| line.starts_with(&format!("{code}\t"))), "{code}");
    }
    assert_eq!(table.replaced("2.000986"), Some(Some("3.000722")));
    assert_eq!(table.replaced("2.001009"), Some(None));
    assert_eq!(table.replaced("1.001193"), None);
    let newer = ProcedureTable::from_csv("code,uuid\n9.999999,AB\n".into(), "old,current\n".into());
    assert_eq!(newer.code_of("ab"), Some("9.999999"));
}

#[test]
fn dossier_codes_of_both_formats() {
    let read = |text: &str| DossierCode::parse(text).unwrap().parts().unwrap();
    let old = read("000.25.31.H20-241212-0007");
    assert_eq!(
        (old.agency.as_str(), old.day, old.serial, old.current),
        ("000.25.31.H20", date(2024, 12, 12), 7, false)
    );
    let new = read("t.h20.299.01-261123-00012345");
    assert_eq!((new.agency.as_str(), new.serial, new.current, new.manual), ("H20.299.01", 12345, true, true));
    for wrong in ["H20.299-261323-0001", "H20.299-260230-0001"] {
        assert_eq!(DossierCode::parse(wrong), Err(CodeError::Day), "{wrong}");
    }
    for wrong in [
        "",
        "H20",
        "H20.299-261123-001",
        "H2.299-261123-0001",
        "H20.2999-261123-0001",
        "H20.299-261123-123456789",
        "HÀ0.299-261123-0001",
        "25.31.H20-241212-0007",
        "H20.299-261123-0001-1",
    ] {
        assert_eq!(DossierCode::parse(wrong), Err(CodeError::Format), "{wrong}");
    }
    let code = compose("H20.299", date(2026, 11, 23), 1).unwrap();
    assert_eq!(code.as_str(), "H20.299-261123-0001");
    assert_eq!(compose("H20.299", date(2026, 11, 23), 12345).unwrap().as_str(), "H20.299-261123-12345");
    assert_eq!(compose("H20.299", date(2026, 11, 23), 0), Err(CodeError::Serial));
    assert_eq!(compose("ward", date(2026, 11, 23), 1), Err(CodeError::Format));
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"H20.299-261123-0001\"");
    assert!(serde_json::from_str::<DossierCode>("\"x\"").is_err());
}

proptest! {
    #[test]
    fn any_text_gives_an_answer(text in "\\PC{0,300}", head in 0_usize..8) {
        let heads = ["", "https://", "http://dichvucong.gov.vn/", "000201", "087098012345|", "https://motcua.example.vn/tt/", "%", "H20.299-"];
        let _ = format!("{:?}", scan(&format!("{}{text}", heads[head])));
    }

    #[test]
    fn composed_codes_are_read_back(serial in 1_u32..99_999_999, offset in 0_i64..3650) {
        let day = date(2026, 1, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
        let code = compose("H20.299", day, serial).unwrap();
        let parts = code.parts().unwrap();
        prop_assert_eq!((parts.day, parts.serial), (day, serial));
        prop_assert_eq!(scan(code.as_str()), Scanned::Dossier { code });
    }
}
