//! Text, telephone numbers, and the Vietnamese ways to write numbers and dates.

use jiff::civil::{date, datetime};
use motcua_domain::phone::{self, PhoneError, PhoneKind};
use motcua_domain::text::{fold, given_name, is_person_name, letters, lower, nfc, nfc_lines};
use motcua_domain::words::*;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Capitals of African and phonetic alphabets, whose small letters stand elsewhere, and the Croatian double letters.
const ELSEWHERE: &str = "ƁƂƄƆƇƉƊƋƎƏƐƑƓƔƖƗƘƜƝƟƦƧƩƬƮƱƲƷƸƼǄǅǇǈǊǋǱǲǶǷȠȺȻȽȾɁɃɄɅẞ";

#[test]
fn folding() {
    assert_eq!(fold("Đăng ký khai tử"), "dang ky khai tu");
    assert_eq!(fold("ĐĂNG KÝ  KHAI\tTỬ "), "dang ky khai tu");
    assert_eq!(fold("hoà"), fold("hòa"));
    assert_eq!(fold("uý"), fold("úy"));
    assert_eq!(fold("Nguye\u{302}\u{303}n"), "nguyen");
}

#[test]
fn lower_case_is_that_of_unicode() {
    let blocks = ('\0'..'\u{250}').chain('\u{1E00}'..'\u{1F00}');
    for c in blocks.filter(|c| *c != 'İ' && !ELSEWHERE.contains(*c)) {
        assert_eq!(lower(&c.to_string()), c.to_lowercase().to_string(), "{c}");
    }
    assert_eq!(lower("İSTANBUL"), "istanbul");
    assert_eq!(lower("ĐẶNG Thị ƯỚC, Анна"), "đặng thị ước, Анна");
}

#[test]
fn the_stored_form() {
    assert_eq!(nfc("  Nguye\u{302}\u{303}n   Văn\u{00A0}A\r\n"), "Nguyễn Văn A");
    assert_eq!(nfc("a\u{202E}b\u{200B}c\u{FEFF}\u{0000}d"), "abc d");
    assert_eq!(nfc("a\u{200B}\u{301}"), "á");
    assert_eq!(nfc_lines("một \r\n\r\n\r\n hai\nba\n\n"), "một\n\nhai\nba");
}

#[test]
fn names_of_people() {
    for name in ["NGUYỄN VĂN A", "Y", "H'Hen Niê", "K’ Brôi", "Đặng-Lê", "Nguyễn T. B", "Lê Ðức", "François Müller"]
    {
        assert!(is_person_name(name), "{name}");
    }
    for name in ["", " ", "-", "A1", "Nguyễn @", "羅", "Анна", "a_b", "x×y"] {
        assert!(!is_person_name(name), "{name}");
    }
    assert_eq!(letters("Lê Văn Tám"), 8);
    assert_eq!(given_name("Nguyễn Văn Tám "), "Tám");
}

#[test]
fn telephone_numbers() {
    let mobile = Ok((PhoneKind::Mobile, "0912345678".to_owned()));
    for text in ["0912345678", "0912 345 678", "0912.345.678", "+84 912 345 678", "84912345678", "+84 (0)912-345-678"] {
        assert_eq!(phone::parse(text), mobile, "{text}");
    }
    assert_eq!(phone::parse("0277 3851 234"), Ok((PhoneKind::Landline, "02773851234".to_owned())));
    let refused = [
        ("091234567", PhoneError::Length),
        ("", PhoneError::Length),
        ("0212345678", PhoneError::Length),
        ("09123456789", PhoneError::Length),
        ("0412345678", PhoneError::Prefix),
        ("0512345678", PhoneError::Prefix),
        ("+1 202 555 0100", PhoneError::Prefix),
        ("0912a45678", PhoneError::Characters),
        ("09+12345678", PhoneError::Characters),
    ];
    for (text, error) in refused {
        assert_eq!(phone::parse(text), Err(error), "{text}");
    }
    assert_eq!(phone::display("+84912345678"), "0912 345 678");
    assert_eq!(phone::display("abc"), "abc");
    assert_eq!(phone::masked("0912345678"), "*******678");
    assert!(phone::is_phone("0912345678") && !phone::is_phone("1800"));
}

#[test]
fn dates_in_words() {
    let cases = [
        (date(2026, 3, 15), "Ngày mười lăm tháng ba năm hai nghìn hai mươi sáu"),
        (date(1998, 4, 21), "Ngày hai mươi mốt tháng tư năm một nghìn chín trăm chín mươi tám"),
        (date(2005, 10, 5), "Ngày năm tháng mười năm hai nghìn linh năm"),
        (date(2000, 1, 1), "Ngày một tháng một năm hai nghìn"),
        (date(2015, 12, 24), "Ngày hai mươi tư tháng mười hai năm hai nghìn mười lăm"),
        (date(1904, 11, 30), "Ngày ba mươi tháng mười một năm một nghìn chín trăm linh bốn"),
        (date(2021, 5, 25), "Ngày hai mươi lăm tháng năm năm hai nghìn hai mươi mốt"),
    ];
    for (day, words) in cases {
        assert_eq!(date_in_words_vi(day), words);
    }
}

#[test]
fn numbers_in_words() {
    let cases = [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (15, "mười lăm"),
        (105, "một trăm linh năm"),
        (8_000, "tám nghìn"),
        (2_026, "hai nghìn không trăm hai mươi sáu"),
        (1_000_005, "một triệu không trăm linh năm"),
        (24_410_000, "hai mươi tư triệu bốn trăm mười nghìn"),
    ];
    for (number, words) in cases {
        assert_eq!(number_in_words_vi(number), words);
    }
}

#[test]
fn numbers_money_percent_dates() {
    assert_eq!(money_vi(8_000), "8.000\u{a0}đ");
    assert_eq!(money_vi(0), "0\u{a0}đ");
    assert_eq!(number_vi(1_141), "1.141");
    assert_eq!(number_vi(-1_234_567), "-1.234.567");
    assert_eq!(number_vi(i64::MIN), "-9.223.372.036.854.775.808");
    assert_eq!(percent_vi(479, 480).as_deref(), Some("99,79\u{a0}%"));
    assert_eq!(percent_vi(1140, 1141).as_deref(), Some("99,91\u{a0}%"));
    assert_eq!(percent_vi(1, 1).as_deref(), Some("100,00\u{a0}%"));
    assert_eq!(percent_vi(0, 0), None);
    assert_eq!(date_vi(date(2026, 2, 5)), "05/02/2026");
    assert_eq!(date_time_vi(datetime(2026, 2, 5, 15, 5, 0, 0)), "15:05 05/02/2026");
    assert_eq!(long_date_vi(date(2026, 2, 5)), "ngày 05 tháng 02 năm 2026");
    assert_eq!(long_date_vi(date(2026, 3, 5)), "ngày 05 tháng 3 năm 2026");
    assert_eq!(long_date_vi(date(2026, 11, 23)), "ngày 23 tháng 11 năm 2026");
}

/// Text of the Latin script with marks in any order and number.
fn latin() -> impl Strategy<Value = String> {
    let letter = prop_oneof![
        proptest::char::range('A', 'z'),
        proptest::char::range('\u{00C0}', '\u{024F}'),
        proptest::char::range('\u{1E00}', '\u{1EFF}'),
        proptest::char::range('\u{0300}', '\u{036F}'),
        proptest::sample::select(vec![
            '\u{0300}', '\u{0301}', '\u{0302}', '\u{0303}', '\u{0306}', '\u{0309}', '\u{031B}', '\u{0323}'
        ]),
    ];
    proptest::collection::vec(letter, 0..24).prop_map(String::from_iter)
}

#[test]
fn every_latin_letter_is_composed_as_unicode_says() {
    for c in ('\u{00C0}'..='\u{024F}').chain('\u{1E00}'..='\u{1EFF}') {
        let apart: String = c.nfd().collect();
        assert_eq!(nfc(&apart), apart.nfc().collect::<String>(), "{c}");
        if c.nfd().any(|c| ELSEWHERE.contains(c)) {
            continue;
        }
        let bare: String = c.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
        assert_eq!(fold(&c.to_string()), bare.replace('đ', "d"), "{c}");
    }
}

proptest! {
    #[test]
    fn composition_agrees_with_a_full_implementation(text in latin()) {
        prop_assert_eq!(nfc(&text), text.nfc().collect::<String>());
    }

    #[test]
    fn cleaning_twice_changes_nothing(text in ".{0,60}") {
        let once = nfc(&text);
        prop_assert_eq!(nfc(&once), once.clone());
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
        let _ = phone::parse(&text);
    }

    #[test]
    fn number_words_never_fail(n in proptest::num::u64::ANY) {
        prop_assert!(!number_in_words_vi(n).is_empty());
    }
}
