//! Certified copies: what a code says, how a file is sealed, and what becomes of both when anything is changed.

use ed25519_dalek::{Signer, SigningKey};
use jiff::civil::date;
use motcua_domain::{
    ecopy::{
        CodeFault, CopyCode, DOCUMENT, Judged, KnownKey, NotSealable, Said, Trust, Verdict, check_path, content,
        judge_code, judge_file, key_id, seal, unsealed,
    },
    scan::{OwnHosts, ProcedureTable, Scanned, classify},
};
use proptest::prelude::*;

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(key: &SigningKey) -> [u8; 32] {
    key.verifying_key().to_bytes()
}

pub fn trust(key: &SigningKey) -> Trust {
    Trust { keys: vec![KnownKey::new(&public(key), false).unwrap()], revoked: Vec::new() }
}

pub fn said(key: &SigningKey, document: &str) -> Said {
    Said {
        year: 2026,
        number: 12,
        day: date(2026, 11, 30),
        pages: 2,
        content: [7; 32],
        key: key_id(&public(key)),
        document: document.to_owned(),
    }
}

pub fn code(key: &SigningKey, document: &str) -> CopyCode {
    said(key, document).sign(|bytes| key.sign(bytes).to_bytes())
}

/// The skeleton of a PDF: the seal looks at nothing but its end.
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\nstartxref\n9\n%%EOF\n";

fn sealed(key: &SigningKey) -> Vec<u8> {
    seal(PDF, &code(key, "Bằng tốt nghiệp"), |bytes| key.sign(bytes).to_bytes()).unwrap()
}

#[test]
fn a_code_says_what_was_certified() {
    let key = key(1);
    let text = code(&key, "Bằng tốt nghiệp").text();
    let judged = judge_code(&text, &trust(&key));
    assert_eq!(judged, Judged { verdict: Verdict::Valid, said: Some(said(&key, "Bằng tốt nghiệp")) });
    // As it is scanned: behind the address of the page.
    let link = format!("https://motcua.example.vn{}", check_path(&text));
    assert_eq!(judge_code(&link, &trust(&key)), judged);
    // A QR code of 15 % redundancy holds 331 bytes in 69 modules.
    assert!(link.len() <= 331, "{}", link.len());
}

#[test]
fn amber_red_and_revoked_are_told_apart() {
    let (own, other) = (key(1), key(2));
    let text = code(&own, "Căn cước").text();
    let unknown = judge_code(&text, &trust(&other));
    assert_eq!(unknown.verdict, Verdict::KeyUnknown);
    assert!(unknown.said.is_some());
    let mut known = trust(&own);
    known.revoked = vec![(2026, 12)];
    assert_eq!(judge_code(&text, &known).verdict, Verdict::Revoked);
    known.revoked = vec![(2025, 12), (2026, 13)];
    assert_eq!(judge_code(&text, &known).verdict, Verdict::Valid);
    let withdrawn = Trust { keys: vec![KnownKey::new(&public(&own), true).unwrap()], revoked: Vec::new() };
    assert_eq!(judge_code(&text, &withdrawn).verdict, Verdict::KeyWithdrawn);
    for nothing in ["", "#", "https://example.vn/kiem-tra", "Zm9v", "số 12/2026"] {
        assert_eq!(judge_code(nothing, &known), Judged { verdict: Verdict::NotOurs, said: None }, "{nothing}");
    }
}

#[test]
fn a_code_of_another_hand_under_our_keys_name_is_changed() {
    let (own, thief) = (key(1), key(2));
    let forged = said(&own, "Căn cước").sign(|bytes| thief.sign(bytes).to_bytes());
    assert_eq!(judge_code(&forged.text(), &trust(&own)), Judged { verdict: Verdict::Changed, said: None });
    // Nothing that was signed for something else is a code.
    let other = said(&own, "Căn cước").sign(|bytes| own.sign(&bytes[1..]).to_bytes());
    assert_eq!(judge_code(&other.text(), &trust(&own)).verdict, Verdict::Changed);
}

#[test]
fn a_long_name_is_cut_between_letters() {
    let key = key(1);
    let long = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất".repeat(2);
    let judged = judge_code(&code(&key, &long).text(), &trust(&key));
    let document = judged.said.unwrap().document;
    assert!(document.len() <= DOCUMENT && long.starts_with(&document));
    assert_eq!(judged.verdict, Verdict::Valid);
}

#[test]
fn one_bit_of_a_code_is_red() {
    let key = key(1);
    let text = code(&key, "Căn cước").text();
    for at in 0..text.len() {
        for bit in 0..7 {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1 << bit;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            let judged = judge_code(&changed, &trust(&key));
            assert!(matches!(judged.verdict, Verdict::Changed | Verdict::NotOurs), "{at} {bit}: {judged:?}");
        }
    }
}

#[test]
fn a_sealed_file_is_judged_by_itself() {
    let key = key(1);
    let file = sealed(&key);
    assert_eq!(judge_file(&file, &trust(&key)).verdict, Verdict::Valid);
    assert_eq!(judge_file(&file, &trust(&self::key(2))).verdict, Verdict::KeyUnknown);
    assert_eq!(judge_file(PDF, &trust(&key)).verdict, Verdict::NotOurs);
    assert_eq!(unsealed(&file).as_deref(), Some(PDF));
    let again = seal(&file, &code(&key, "x"), |bytes| key.sign(bytes).to_bytes());
    assert_eq!(again, Err(NotSealable));
    assert_eq!(seal(b"text", &code(&key, "x"), |_| [0; 64]), Err(NotSealable));
}

#[test]
fn one_changed_byte_of_a_file_is_red() {
    let key = key(1);
    let (file, trust) = (sealed(&key), trust(&key));
    for at in 0..file.len() {
        for change in [1u8, 0x20, 0x80] {
            let mut changed = file.clone();
            changed[at] ^= change;
            let verdict = judge_file(&changed, &trust).verdict;
            assert!(matches!(verdict, Verdict::Changed | Verdict::NotOurs), "{at}: {verdict:?}");
        }
        let mut shorter = file.clone();
        shorter.remove(at);
        let verdict = judge_file(&shorter, &trust).verdict;
        // The line's end behind the end mark belongs to nothing.
        assert!(matches!(verdict, Verdict::Changed | Verdict::NotOurs), "{at} removed: {verdict:?}");
    }
}

#[test]
fn what_was_added_behind_is_not_green() {
    let key = key(1);
    let mut file = sealed(&key);
    file.extend(b"2 0 obj\n<< /Type /Sig >>\nendobj\nstartxref\n99\n%%EOF\n");
    assert_eq!(judge_file(&file, &trust(&key)).verdict, Verdict::Extended);
    let mut two = sealed(&key);
    two.extend(sealed(&key));
    assert_eq!(judge_file(&two, &trust(&key)).verdict, Verdict::Changed);
}

#[test]
fn the_seal_of_one_file_is_not_of_another() {
    let key = key(1);
    let file = sealed(&key);
    let at = file.windows(12).position(|window| window == b"%MotcuaSeal1").unwrap();
    let end = at + file[at..].iter().position(|byte| *byte == b'\n').unwrap() + 1;
    let other = PDF.to_vec();
    let start = other.windows(9).position(|window| window == b"startxref").unwrap();
    let mut moved = other[..start].to_vec();
    moved.extend(b"% another page\n");
    moved.extend(&file[at..end]);
    moved.extend(&other[start..]);
    assert_eq!(judge_file(&moved, &trust(&key)).verdict, Verdict::Changed);
}

#[test]
fn the_content_depends_on_everything() {
    let of = |office: &str, number, day, document: &str, pages: &[&str]| {
        content(office, (2026, number), day, document, pages.iter().copied())
    };
    let day = date(2026, 11, 30);
    let base = of("UBND", 12, day, "Căn cước", &["aa", "bb"]);
    assert_eq!(base, of(" UBND ", 12, day, "Căn  cước\n", &["aa", "bb"]));
    for other in [
        of("UBND phường", 12, day, "Căn cước", &["aa", "bb"]),
        of("UBND", 13, day, "Căn cước", &["aa", "bb"]),
        of("UBND", 12, day.tomorrow().unwrap(), "Căn cước", &["aa", "bb"]),
        of("UBND", 12, day, "Hộ chiếu", &["aa", "bb"]),
        of("UBND", 12, day, "Căn cước", &["bb", "aa"]),
        of("UBND", 12, day, "Căn cước", &["aa"]),
        of("UBND", 12, day, "Căn cước\naa", &["bb"]),
    ] {
        assert_ne!(base, other);
    }
}

#[test]
fn the_camera_tells_a_copys_code_from_other_links() {
    let (hosts, table) = (OwnHosts::new(["motcua.example.vn"]), ProcedureTable::built_in());
    let text = code(&key(1), "Căn cước").text();
    let sorted = |text: &str| classify(text, &hosts, &table);
    for host in ["https://motcua.example.vn", "http://motcua.example.vn", "https://other.example.vn"] {
        assert_eq!(sorted(&format!("{host}/kiem-tra#{text}")), Scanned::Copy { code: text.clone() }, "{host}");
    }
    // Damaged: ours says so, another's is some link.
    assert_eq!(sorted("https://motcua.example.vn/kiem-tra#abc"), Scanned::Copy { code: "abc".into() });
    assert!(matches!(sorted("https://other.example.vn/kiem-tra#abc"), Scanned::Link { .. }));
}

proptest! {
    #[test]
    fn every_code_is_read_as_it_was_written(
        year in 2000u16..2100, number in any::<u32>(), day in 0i64..36_000, pages in any::<u16>(),
        content in any::<[u8; 32]>(), document in "\\PC{0,60}",
    ) {
        let key = key(3);
        let day = date(2000, 1, 1).checked_add(jiff::SignedDuration::from_hours(24 * day)).unwrap();
        let said = Said { year, number, day, pages, content, key: key_id(&public(&key)), document: Said::cut(&document) };
        let code = said.clone().sign(|bytes| key.sign(bytes).to_bytes());
        prop_assert_eq!(CopyCode::read(&code.text()), Ok(code.clone()));
        prop_assert_eq!(judge_code(&code.text(), &trust(&key)), Judged { verdict: Verdict::Valid, said: Some(said) });
    }

    #[test]
    fn nothing_makes_the_reader_fall(text in "\\PC{0,400}", bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(matches!(CopyCode::read(&text), Err(CodeFault::NoCode | CodeFault::Damaged)));
        let verdict = judge_file(&bytes, &trust(&key(1))).verdict;
        prop_assert_eq!(verdict, Verdict::NotOurs);
    }
}
