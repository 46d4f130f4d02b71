//! The citizen card: every sample of the facts, every refusal, and nothing that panics or shows personal data.

use jiff::civil::date;
use motcua_domain::citizen_card::{CardError, CardWarning, IssuingPlace, Sex, issuing_place, masked, parse};
use proptest::prelude::*;

const FIRST: &str =
    "087098012345|341234567|NGUYỄN VĂN A|15081998|Nam|Số 12, Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp|25052021";

#[test]
fn a_card_of_2021() {
    let card = parse(FIRST).unwrap();
    assert_eq!(card.number, "087098012345");
    assert_eq!(card.old_number.as_deref(), Some("341234567"));
    assert_eq!(card.name, "NGUYỄN VĂN A");
    assert_eq!(card.birth_date, date(1998, 8, 15));
    assert_eq!(card.sex, Sex::Male);
    assert_eq!(card.address, "Số 12, Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp");
    assert_eq!(card.issued, Some(date(2021, 5, 25)));
    assert_eq!(card.warnings, [CardWarning::AddressBefore2025]);
}

#[test]
fn no_old_number_and_title_case() {
    let card = parse("087198000111||Trần Thị Bích|15081998|Nữ|Ấp 1, Xã Mỹ Thọ, Đồng Tháp|20032026").unwrap();
    assert_eq!((card.old_number, card.sex), (None, Sex::Female));
    assert!(card.warnings.is_empty());
}

#[test]
fn eleven_parts_of_the_new_card() {
    let card = parse("087198000111||Trần Thị Bích|15081998|Nữ|Mỹ Trà, Đồng Tháp|20082024||||").unwrap();
    assert_eq!(card.issued, Some(date(2024, 8, 20)));
    assert!(parse("087198000111||Trần Thị Bích|15081998|Nữ|Mỹ Trà, Đồng Tháp|20082024|x|y||z").is_ok());
    assert!(
        parse("087198000111||Trần Thị Bích|15081998|Nữ|Mỹ Trà, Đồng Tháp|20082024|").is_ok(),
        "one empty part more"
    );
}

#[test]
fn written_in_other_ways() {
    assert_eq!(parse(&FIRST.replace("|Nam|", "|nam|")).unwrap().sex, Sex::Male);
    assert_eq!(parse("087198000111||Trần Thị Bích|15081998|Nu|x|20032022").unwrap().sex, Sex::Female);
    assert_eq!(parse(&format!("{FIRST}\r\n")).unwrap(), parse(FIRST).unwrap());
    assert_eq!(parse(&format!("\u{FEFF}  {} ", FIRST.replace('|', " | "))).unwrap(), parse(FIRST).unwrap());
    let decomposed = FIRST.replace("NGUYỄN VĂN A", "NGUYE\u{302}\u{303}N VA\u{306}N A");
    assert_eq!(parse(&decomposed).unwrap().name, "NGUYỄN VĂN A");
    let no_issue_date = FIRST.replace("25052021", "");
    assert_eq!(parse(&no_issue_date).unwrap().issued, None);
    let double_comma = FIRST.replace("Khóm 3,", "Khóm 3,,");
    assert!(parse(&double_comma).unwrap().address.contains("Khóm 3,,"));
    assert_eq!(parse("020093001656||Y|01011993|Nam|x|01012022").unwrap().name, "Y", "one-letter names exist");
    assert!(parse("066093001656||H'Hen Niê|01011993|Nam|x|01012022").is_ok());
}

#[test]
fn refusals() {
    let cases = [
        (FIRST.replace("15081998", "31022000"), CardError::BirthDate),
        (FIRST.replace("15081998", "15131998"), CardError::BirthDate),
        (FIRST.replace("15081998", "1581998"), CardError::BirthDate),
        (FIRST.replace("15081998", "00001998"), CardError::BirthDate),
        (FIRST.replace("25052021", "32052021"), CardError::IssueDate),
        (FIRST.replace("|Nam|", "|Khác|"), CardError::Sex),
        (FIRST.replace("NGUYỄN VĂN A", ""), CardError::Name),
        (FIRST.replace("NGUYỄN VĂN A", "NGUYỄN 123"), CardError::Name),
        (FIRST.replace("087098012345", "08709801234"), CardError::Number),
        (FIRST.replace("087098012345", "08709801234O"), CardError::Number),
        (FIRST.replace("|25052021", ""), CardError::Parts),
        (format!("{FIRST}|rác"), CardError::Parts),
        (format!("{FIRST}|||||||||||||"), CardError::Parts),
        (FIRST.replace("NGUYỄN VĂN A", "B羅i Xu璽n Thu廕要"), CardError::Garbled),
        (FIRST.replace("NGUYỄN VĂN A", "BÃ¹i XuÃ¢n"), CardError::Garbled),
        (FIRST.replace("NGUYỄN VĂN A", "B\u{FFFD}i"), CardError::Garbled),
        (String::new(), CardError::Parts),
        ("|".repeat(3000), CardError::TooLong),
    ];
    for (text, error) in cases {
        assert_eq!(parse(&text).err(), Some(error), "{text:?}");
    }
}

#[test]
fn contradictions_warn_and_never_refuse() {
    let warnings = |text: &str| parse(text).unwrap().warnings;
    let plain = "|15081998|Nam|Mỹ Trà, Đồng Tháp|20082025";
    let of = |number: &str| warnings(&format!("{number}||Nguyễn Văn A{plain}"));
    assert_eq!(of("087098012345"), []);
    assert_eq!(of("087398012345"), [CardWarning::GenderDigit, CardWarning::CenturyDigit]);
    assert_eq!(of("087198012345"), [CardWarning::GenderDigit]);
    assert_eq!(of("087298012345"), [CardWarning::CenturyDigit]);
    assert_eq!(of("087097012345"), [CardWarning::BirthYearDigits]);
    assert_eq!(of("003098012345"), [CardWarning::UnknownProvince]);
    assert_eq!(of("123098012345"), [], "born abroad");
    assert_eq!(
        warnings("087098012345|12|Nguyễn Văn A|15081998|Nam||20082025"),
        [CardWarning::OldNumber, CardWarning::NoAddress]
    );
    let card = parse("087098012345||Nguyễn Văn A|15081998|Nam|x|20081997").unwrap();
    assert!(card.warnings.contains(&CardWarning::IssueBeforeBirth));
}

#[test]
fn warnings_that_need_to_know_today() {
    let card = parse("087226000001||Nguyễn Văn A|01122026|Nam|x|02122026").unwrap();
    assert_eq!(card.warnings, []);
    assert_eq!(card.warnings_at(date(2026, 11, 23)), [CardWarning::FutureBirth, CardWarning::FutureIssue]);
    assert_eq!(card.warnings_at(date(2026, 12, 2)), []);
}

#[test]
fn who_issued_it() {
    assert_eq!(issuing_place(date(2018, 10, 9)), IssuingPlace::ResidencePolice);
    assert_eq!(issuing_place(date(2018, 10, 10)), IssuingPlace::SocialOrderPolice);
    assert_eq!(issuing_place(date(2024, 6, 30)), IssuingPlace::SocialOrderPolice);
    assert_eq!(issuing_place(date(2024, 7, 1)), IssuingPlace::PublicSecurityMinistry);
}

#[test]
fn nothing_personal_in_debug_output() {
    let shown = format!("{:?}", parse(FIRST).unwrap());
    for secret in ["087098012345", "341234567", "NGUYỄN", "1998", "Khóm"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert_eq!(masked("087098012345"), "********2345");
    assert_eq!(masked("123"), "***");
}

proptest! {
    #[test]
    fn any_text_gives_an_answer(text in "\\PC{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn any_damage_to_a_card_gives_an_answer(at in 0_usize..FIRST.len(), with in proptest::char::any()) {
        let damaged: String = FIRST.char_indices().map(|(index, c)| if index == at { with } else { c }).collect();
        if let Ok(card) = parse(&damaged) {
            prop_assert_eq!(card.number.len(), 12);
            prop_assert!(!card.name.is_empty());
        }
    }
}
