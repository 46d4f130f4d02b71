//! Searching procedures as people ask for them.

use motcua_domain::search::{CONFIDENT, EXACT_CODE, Entry, rank};

fn entry(code: &str, name: &str, aliases: &[&str]) -> Entry {
    Entry {
        id: code.to_owned(),
        name: name.to_owned(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        code: code.to_owned(),
    }
}

fn entries() -> Vec<Entry> {
    vec![
        entry("1.001193", "Đăng ký khai sinh", &["làm giấy khai sinh", "con mới đẻ", "con mới sinh", "em bé mới sinh"]),
        entry("1.000656", "Đăng ký khai tử", &["báo tử", "người nhà mới mất", "ba mất", "mẹ mất", "giấy chứng tử"]),
        entry("1.000894", "Đăng ký kết hôn", &["lấy vợ", "lấy chồng", "cưới", "giấy kết hôn"]),
        entry(
            "1.004873",
            "Cấp Giấy xác nhận tình trạng hôn nhân",
            &["giấy độc thân", "xác nhận độc thân", "chưa đăng ký kết hôn", "chưa có vợ chồng"],
        ),
        entry(
            "2.000635",
            "Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh",
            &["trích lục khai sinh", "bản sao khai sinh", "xin lại bản sao giấy khai sinh"],
        ),
        entry(
            "2.000815",
            "Chứng thực bản sao từ bản chính",
            &["sao y", "công chứng giấy tờ", "photo công chứng", "chứng thực bản sao điện tử"],
        ),
        entry("2.000884", "Chứng thực chữ ký", &["chứng thực chữ ký trong giấy tờ", "xác nhận chữ ký"]),
        entry(
            "1.001776",
            "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng",
            &["trợ cấp người khuyết tật", "tiền trợ cấp hàng tháng", "trợ cấp người già"],
        ),
        entry("1.004884", "Đăng ký lại khai sinh", &["mất sổ khai sinh", "làm lại khai sinh"]),
        entry("1.005461", "Đăng ký lại khai tử", &["làm lại khai tử"]),
        entry("1.004746", "Đăng ký lại kết hôn", &["làm lại giấy kết hôn"]),
        entry(
            "1.014027",
            "Thực hiện, điều chỉnh, thôi hưởng trợ cấp hưu trí xã hội",
            &["người già không có lương hưu", "trợ cấp 75 tuổi", "trợ cấp 80 tuổi"],
        ),
        entry("1.001731", "Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội", &["tiền mai táng"]),
        entry(
            "1.014028",
            "Hỗ trợ chi phí mai táng đối với đối tượng hưởng trợ cấp hưu trí xã hội",
            &["mai táng người hưởng hưu trí xã hội"],
        ),
        entry(
            "1.001699",
            "Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật",
            &["giấy khuyết tật", "con bị khuyết tật"],
        ),
        entry("1.001266", "Chấm dứt hoạt động hộ kinh doanh", &["đóng cửa hộ kinh doanh", "nghỉ bán luôn"]),
        entry("1.001612", "Đăng ký thành lập hộ kinh doanh", &["mở quán", "mở tiệm"]),
        entry("1.003197", "Xóa đăng ký thường trú", &["xóa hộ khẩu", "cắt hộ khẩu"]),
    ]
}

fn found(query: &str) -> Vec<(String, u32)> {
    let entries = entries();
    rank(query, &entries).into_iter().map(|(at, score)| (entries[at].code.clone(), score)).collect()
}

#[test]
fn everyday_questions_find_their_procedure() {
    let cases: [(&str, &[&str]); 18] = [
        ("con em mới đẻ, đăng ký giấy tờ cho cháu ở đâu", &["1.001193"]),
        ("con mới đẻ", &["1.001193"]),
        ("khai sinh", &["1.001193", "1.004884", "2.000635"]),
        ("ba tôi mất hôm qua, đi báo tử ở đâu", &["1.000656"]),
        ("xin giấy xác nhận độc thân", &["1.004873"]),
        ("chưa đăng ký kết hôn", &["1.004873"]),
        ("tôi sắp lấy vợ", &["1.000894"]),
        ("chung thuc ban sao tu ban chinh phi bao nhieu", &["2.000815"]),
        ("chứng thực chữ ký trong hợp đồng", &["2.000884"]),
        ("xin trích lục khai sinh bản sao", &["2.000635"]),
        ("làm lại khai sinh đã mất sổ", &["1.004884"]),
        ("mẹ hơn 80 tuổi không có lương hưu xin trợ cấp", &["1.014027", "1.001776"]),
        ("con tôi bị khuyết tật, xin giấy xác nhận", &["1.001699"]),
        ("đóng cửa luôn hộ kinh doanh", &["1.001266"]),
        ("xóa hộ khẩu của mẹ đã mất", &["1.003197"]),
        ("khai tu", &["1.000656", "1.005461"]),
        ("sao y", &["2.000815"]),
        ("ket hon", &["1.000894", "1.004746"]),
    ];
    for (query, expected) in cases {
        let found = found(query);
        let best = found.first().map(|(code, _)| code.as_str()).unwrap_or_default();
        assert!(expected.contains(&best), "{query}: {:?}", &found[..found.len().min(4)]);
        assert!(found[0].1 >= CONFIDENT, "{query}: {:?}", &found[..found.len().min(4)]);
    }
}

#[test]
fn the_plain_official_words_put_the_plain_procedure_first() {
    assert_eq!(found("đăng ký khai sinh")[0].0, "1.001193");
    assert_eq!(found("đăng ký kết hôn")[0].0, "1.000894");
    assert_eq!(found("dang ky khai tu")[0].0, "1.000656");
}

#[test]
fn ambiguous_questions_offer_all_candidates_first() {
    let first = |query: &str, n: usize| {
        let mut codes: Vec<String> = found(query).into_iter().take(n).map(|(code, _)| code).collect();
        codes.sort();
        codes
    };
    assert_eq!(first("hỗ trợ chi phí mai táng", 2), ["1.001731", "1.014028"]);
    assert_eq!(first("tôi muốn đăng ký lại", 3), ["1.004746", "1.004884", "1.005461"]);
}

#[test]
fn questions_for_another_office_are_never_a_sure_answer() {
    for query in ["làm bằng lái B2", "muốn ly hôn", "mua vé máy bay", "hello world"] {
        let found = found(query);
        assert!(found.first().is_none_or(|(_, score)| *score < CONFIDENT), "{query}: {found:?}");
    }
}

#[test]
fn codes() {
    assert_eq!(found("1.001193"), [("1.001193".to_owned(), EXACT_CODE)]);
    assert_eq!(found(" 1.001193 "), [("1.001193".to_owned(), EXACT_CODE)]);
    assert_eq!(found("thủ tục 1.000656")[0], ("1.000656".to_owned(), EXACT_CODE));
    let begun: Vec<String> = found("1.0048").into_iter().map(|(code, _)| code).collect();
    assert_eq!(begun, ["1.004873", "1.004884"]);
}

#[test]
fn accents_decide_between_equals() {
    let entries = [entry("a", "tư", &[]), entry("b", "tử", &[]), entry("c", "tu", &[])];
    let order =
        |query: &str| rank(query, &entries).into_iter().map(|(at, _)| entries[at].id.clone()).collect::<Vec<_>>();
    assert_eq!(order("tử")[0], "b");
    assert_eq!(order("tư")[0], "a");
    assert_eq!(order("tu")[0], "c");
    assert_eq!(order("tử").len(), 3);
}

#[test]
fn one_typo_in_a_long_word_and_words_still_being_typed() {
    assert_eq!(found("khuyeet tật")[0].0, "1.001699");
    assert_eq!(found("chưng thuực bản sao")[0].0, "2.000815");
    assert_eq!(found("trích l")[0].0, "2.000635");
    assert_eq!(found("khaisinh")[0].0, "1.001193");
}

#[test]
fn old_tone_placement_is_the_same_word() {
    let entries = [entry("a", "Hòa giải", &[])];
    assert_eq!(rank("hoà giải", &entries).len(), 1);
}

#[test]
fn signs_and_pictures_are_no_words() {
    let entries = [entry("a", "Hòa giải", &[])];
    assert_eq!(rank("hoà giải 👶 → ₫ “", &entries), rank("hoà giải", &entries));
}

#[test]
fn nothing_asked_nothing_found() {
    for query in ["", "   ", "?!", "\u{200B}"] {
        assert!(found(query).is_empty());
    }
    assert!(rank("khai sinh", &[]).is_empty());
    let _ = found(&"khai sinh ".repeat(200));
}
