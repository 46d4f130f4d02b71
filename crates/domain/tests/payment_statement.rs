//! Statements of banks as they come: columns by name, days and amounts as they are written, and files that are refused whole.

use jiff::civil::{Date, date};
use motcua_domain::payment::{
    statement::{BankLine, Columns, Statement, StatementError, Wrong, decode, read},
    written::{amount, day},
};
use proptest::prelude::*;

fn columns() -> Columns {
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect();
    Columns {
        date: names(&["Ngày giao dịch", "Ngày", "Date"]),
        text: names(&["Nội dung", "Mô tả", "Description"]),
        reference: names(&["Số tham chiếu", "Reference"]),
        credit: names(&["Số tiền ghi có", "Có", "Credit"]),
        debit: names(&["Số tiền ghi nợ", "Nợ", "Debit"]),
        amount: names(&["Số tiền", "Amount"]),
    }
}

const DAY: Date = date(2026, 11, 23);

fn line(line: u64, amount: i64, text: &str, reference: Option<&str>) -> BankLine {
    BankLine { line, day: DAY, amount, text: text.into(), reference: reference.map(str::to_owned), again: 0 }
}

#[test]
fn a_statement_with_all_that_stands_around_the_table() {
    let file = "NGÂN HÀNG VÍ DỤ,,,,,\r\nTài khoản: 6601201000001,,,,,\r\n\r\n\
        STT,Ngày giao dịch (Trans. date),Số tham chiếu,Số tiền ghi nợ,Số tiền ghi có,Nội dung giao dịch\r\n\
        1,23/11/2026 09:05:33,FT1,,\"16,000.00\",\"MBVCB.1.LP H20299 261123 0001 1AB, CT tu 0071\"\r\n\
        2,23/11/2026,FT2,\"5,000\",,Phi quan ly\r\n\
        3,23/11/2026,FT3,0,8.000,LP H20299\r\n\
        ,Tổng cộng,,\"5,000\",\"24,000\",\r\n";
    let statement = read(file, &columns()).unwrap();
    assert_eq!(
        statement.lines,
        [
            line(5, 16_000, "MBVCB.1.LP H20299 261123 0001 1AB, CT tu 0071", Some("FT1")),
            line(7, 8_000, "LP H20299", Some("FT3"))
        ]
    );
    assert_eq!((statement.outgoing, statement.other), (1, 1));
}

#[test]
fn other_marks_and_one_column_for_both_ways() {
    let file = "Date;Description;Amount\n2026-11-23;a;+16 000 VND\n2026-11-23;b;-5.000\n2026-11-23;a;16000\n";
    let statement = read(file, &columns()).unwrap();
    let again = BankLine { again: 1, ..line(4, 16_000, "a", None) };
    assert_eq!(statement, Statement { lines: vec![line(2, 16_000, "a", None), again], outgoing: 1, other: 0 });
    let tabs = file.replace(';', "\t");
    assert_eq!(read(&tabs, &columns()).unwrap(), statement);
    // "Số tiền ghi có" is no "Số tiền", whichever stands first.
    let both = "Số tiền ghi nợ,Số tiền ghi có,Ngày,Mô tả\n5.000,,23/11/2026,x\n,8.000,23/11/2026,y\n";
    assert_eq!(read(both, &columns()).unwrap().lines, [line(3, 8_000, "y", None)]);
}

#[test]
fn what_is_no_statement_is_refused_whole() {
    for file in ["", "hello", "a,b,c\n1,2,3\n", "Ngày,Nội dung\n23/11/2026,x\n", "<html><body>Ngày</body></html>"] {
        assert_eq!(read(file, &columns()), Err(StatementError::NoTable), "{file}");
    }
    let head = "Ngày,Nội dung,Có\n";
    let wrong = format!("{head}23/11/2026,x,8.000\n31/02/2026,x,8.000\n23/11/2026,x,8.5\n23/11/2026,x,\n");
    let faults = vec![(3, Wrong::Date), (4, Wrong::Amount), (5, Wrong::Amount)];
    assert_eq!(read(&wrong, &columns()), Err(StatementError::Lines(faults)));
    let long = format!("{head}{}", "23/11/2026,x,8.000\n".repeat(5_001));
    assert_eq!(read(&long, &columns()), Err(StatementError::TooLong));
    assert_eq!(read(head, &columns()).unwrap(), Statement::default(), "a day without movements");
}

#[test]
fn files_are_text_in_the_usual_forms() {
    let text = "Ngày,Có";
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = [0xFF, 0xFE].into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes())).collect();
    let big: Vec<u8> = [0xFE, 0xFF].into_iter().chain(units.iter().flat_map(|unit| unit.to_be_bytes())).collect();
    let marked = [&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), marked, little, big] {
        assert_eq!(decode(&bytes).as_deref(), Some(text));
    }
    for bytes in [&b"PK\x03\x04\0\0"[..], &[0xFF, 0xFE, 0x41], &[0x4E, 0x67, 0xE0, 0x79]] {
        assert_eq!(decode(bytes), None, "{bytes:?}");
    }
}

#[test]
fn amounts_are_whole_and_certain() {
    for (text, expected) in [
        ("8000", Some(8_000)),
        ("8.000", Some(8_000)),
        ("8,000", Some(8_000)),
        ("8 000 đ", Some(8_000)),
        ("8.000,00", Some(8_000)),
        ("8,000.00 VND", Some(8_000)),
        ("+16.000 đồng", Some(16_000)),
        ("-5.000", Some(-5_000)),
        ("(5,000)", Some(-5_000)),
        ("1.234.567", Some(1_234_567)),
        ("8.00", Some(8)),
        ("0", Some(0)),
        ("8.5", None),
        ("8.000,5", None),
        ("1.23.456", None),
        ("1,234.567,890", None),
        ("8.", None),
        (".5", None),
        ("", None),
        ("abc", None),
        ("8e3", None),
        ("99999999999999", None),
    ] {
        assert_eq!(amount(text), expected, "{text}");
    }
}

#[test]
fn days_come_before_months() {
    for text in [
        "23/11/2026",
        "23-11-2026",
        "23.11.2026",
        "23/11/26",
        "2026-11-23",
        "20261123",
        "2026-11-23T09:05:00",
        "23/11/2026 09:05:33",
        "09:05 23/11/2026",
        "23/11/2026 9:05:33 PM",
    ] {
        assert_eq!(day(text), Some(DAY), "{text}");
    }
    for text in ["11/23/2026", "31/02/2026", "23/11", "hom nay", "", "23/11/2026 24/11/2026", "2026", "23/11/1026"] {
        assert_eq!(day(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn any_text_gives_an_answer(text in "\\PC{0,200}") {
        let _ = (read(&text, &columns()), amount(&text), day(&text));
    }

    #[test]
    fn what_is_written_is_read(value in 1_i64..9_999_999_999, mark in prop::sample::select(vec!['.', ',', ' '])) {
        let digits = value.to_string();
        let mut written = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                written.push(mark);
            }
            written.push(digit);
        }
        prop_assert_eq!(amount(&written), Some(value));
    }
}
