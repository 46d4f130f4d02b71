//! Payment codes: every vector of the facts, every kind of damage, and writing what is read.

use motcua_domain::vietqr::{Payment, PaymentError, Service, bank_name, crc, parse};
use proptest::prelude::*;

const GOOD: [&str; 11] = [
    "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA53037045802VN63049E6F",
    "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52",
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E",
    "00020101021238540010A00000072701240006970436011010175956000208QRIBFTTA530370454061800005802VN62230819thanh toan don hang630470FA",
    "00020101021138540010A00000072701240006970422011001234567890208QRIBFTTA53037045802VN6304B1A7",
    "00020101021138560010A0000007270126000697041501121133666688880208QRIBFTTA53037045802VN6304F443",
    "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405790005802VN62220818Ung Ho Quy Vac Xin63043ACF",
    "00020101021238570010A00000072701270006970405011366012010000010208QRIBFTTA5303704540480005802VN62250821LP H20299 260105 000163046EDB",
    "00020101021238570010A00000072701270006970436011300710001234560208QRIBFTTA5303704540420005802VN62180814Le phi HS 00016304E8B0",
    "00020101021238570010A00000072701270006970405011366012010000010208QRIBFTTA53037045405160005802VN62450118H20299-261123-000708192 ban sao trich luc6304FD91",
    "00020101021138480010A00000072701300006970403011621129950446040255204581253037045802VN5910PHUONG CAC6005HANOI62110307NPS686963045802",
];

#[test]
fn the_good_ones() {
    for code in GOOD {
        assert!(parse(code).is_ok(), "{code}");
    }
    let fee = parse(GOOD[7]).unwrap();
    assert_eq!((fee.dynamic, fee.amount, fee.service), (true, Some(8000), Some(Service::Account)));
    assert_eq!((fee.bin.as_str(), fee.account.as_str()), ("970405", "6601201000001"));
    assert_eq!(fee.purpose.as_deref(), Some("LP H20299 260105 0001"));
    assert_eq!(bank_name(&fee.bin), Some("Agribank"));
    let bill = parse(GOOD[9]).unwrap();
    assert_eq!((bill.bill.as_deref(), bill.amount), (Some("H20299-261123-0007"), Some(16000)));
    let shop = parse(GOOD[10]).unwrap();
    assert_eq!((shop.service, shop.name.as_deref(), shop.dynamic), (None, Some("PHUONG CAC"), false));
    assert_eq!(parse(GOOD[1]).unwrap().service, Some(Service::Card));
}

#[test]
fn the_checksum_is_the_published_one() {
    assert_eq!(crc(b"123456789"), 0x29B1);
}

#[test]
fn the_bad_ones() {
    let wrong_sum =
        "00020101021238540010A00000072701240006970422011001234567890208QRIBFTTA530370454061000005802VN63041D8E";
    assert_eq!(parse(wrong_sum), Err(PaymentError::Checksum));
    assert!(parse(&wrong_sum.replace("1D8E", "5239")).is_ok());
    let signed_sum = "00020101021138540010A00000072701240006970422011001234567890208QRIBFTTA53037045802VN6304+1A7";
    assert_eq!(parse(signed_sum), Err(PaymentError::Checksum), "a sign is no digit");
    // The specification's own misprint: the checksum fits, an inner length does not.
    let misprint = "00020101021138570010A000000727012700069704030112001101234567802\
                    08QRIBFTTA53037045802VN6304F4E5";
    assert!(matches!(parse(misprint), Err(PaymentError::Bounds)), "{:?}", parse(misprint));
}

fn signed(body: &str) -> String {
    let body = format!("{body}6304");
    format!("{body}{:04X}", crc(body.as_bytes()))
}

#[test]
fn each_refusal_has_its_reason() {
    let bank = "38540010A00000072701240006970422011001234567890208QRIBFTTA";
    let cases = [
        ("https://example.vn".to_owned(), PaymentError::NotPayment),
        ("000201".to_owned(), PaymentError::NotPayment),
        (signed(&format!("000201010211{bank}53037045802VN5910Cà phê ")), PaymentError::NotPayment),
        (signed(&format!("000201010211{bank}53037045303704")), PaymentError::Duplicate),
        (signed(&format!("000201010211{bank}53038405802VN")), PaymentError::Foreign),
        (signed(&format!("000201010211{bank}53037045802US")), PaymentError::Foreign),
        (signed("00020101021153037045802VN"), PaymentError::Foreign),
        (signed(&format!("000201010213{bank}53037045802VN")), PaymentError::Field),
        (signed(&format!("000201010212{bank}530370454041,505802VN")), PaymentError::Field),
        (signed(&format!("000201010212{bank}5303704540399")), PaymentError::Bounds),
    ];
    for (code, error) in cases {
        assert_eq!(parse(&code), Err(error), "{code}");
    }
    assert!(parse(&signed(&format!("000201010211{bank}53037045802VN9903abc"))).is_ok(), "unknown fields are tolerated");
    assert!(parse(&format!(" {}\r\n", GOOD[0])).is_ok());
}

fn payment(account: &str, amount: Option<i64>, purpose: Option<&str>) -> Payment {
    Payment {
        dynamic: amount.is_some(),
        bin: "970405".into(),
        account: account.into(),
        service: Some(Service::Account),
        amount,
        name: None,
        city: None,
        bill: None,
        reference: None,
        purpose: purpose.map(str::to_owned),
    }
}

#[test]
fn writing_gives_the_published_text() {
    let fee = payment("6601201000001", Some(8000), Some("LP H20299 260105 0001"));
    assert_eq!(fee.encode().as_deref(), Ok(GOOD[7]));
    assert_eq!(payment("1", Some(1), Some("có dấu")).encode(), Err(PaymentError::Field));
    assert_eq!(payment("1", Some(-5), None).encode(), Err(PaymentError::Field));
    assert_eq!(payment("", Some(5), None).encode(), Err(PaymentError::Field));
}

#[test]
fn transfers_are_matched_by_their_text() {
    let fee = payment("1", Some(8000), Some("LP H20299 260105 0001"));
    assert!(fee.purpose_matches("MBVCB.123.lp h20299  2601050001.CT tu 0071"));
    assert!(!fee.purpose_matches("LP H20299 260105 0002"));
    assert!(!payment("1", None, None).purpose_matches("anything"));
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(account in "[0-9]{6,19}", amount in proptest::option::of(0_i64..9_999_999_999), purpose in "[A-Za-z0-9 ]{1,25}") {
        let purpose = purpose.trim();
        prop_assume!(!purpose.is_empty());
        let payment = payment(&account, amount, Some(purpose));
        prop_assert_eq!(parse(&payment.encode().unwrap()), Ok(payment));
    }

    #[test]
    fn one_changed_character_is_noticed(which in 0..GOOD.len(), at in 0_usize..90, with in "[0-9A-Z]") {
        let code = GOOD[which];
        prop_assume!(at < code.len() && code[at..=at] != with);
        let changed = format!("{}{with}{}", &code[..at], &code[at + 1..]);
        prop_assert!(parse(&changed).is_err());
    }

    #[test]
    fn any_text_gives_an_answer(text in "000201\\PC{0,120}") {
        let _ = parse(&text);
        let _ = parse(&signed(&text));
    }
}
