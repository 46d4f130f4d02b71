//! Places: the lists are whole, and addresses from cards of every age are understood without losing a word.
use motcua_domain::place::{Address, Gazetteer, OldNameKind, all_wards_csv};
use motcua_domain::text::fold;
use proptest::prelude::*;

fn dong_thap() -> Gazetteer {
    let mut gazetteer = Gazetteer::new();
    gazetteer.add_wards("82", all_wards_csv("82").unwrap());
    gazetteer
}

#[test]
fn thirty_four_provinces_and_all_their_wards() {
    let provinces: Vec<_> = Gazetteer::provinces().collect();
    assert_eq!(provinces.len(), 34);
    let mut gazetteer = Gazetteer::new();
    for province in &provinces {
        gazetteer.add_wards(province.code, all_wards_csv(province.code).unwrap());
        for ward in gazetteer.wards(province.code) {
            assert!(ward.code.len() == 5 && ward.code.bytes().all(|b| b.is_ascii_digit()), "{ward:?}");
            assert!(["Phường ", "Xã ", "Đặc khu "].iter().any(|kind| ward.name.starts_with(kind)), "{ward:?}");
        }
    }
    let wards: usize = provinces.iter().map(|province| gazetteer.wards(province.code).len()).sum();
    assert_eq!(wards, 3321);
    assert_eq!(gazetteer.wards("82").len(), 102);
    assert_eq!(all_wards_csv("83"), None);
}

#[test]
fn every_dissolved_province_became_a_known_one() {
    let merged: Vec<_> = Gazetteer::merged_provinces().collect();
    assert_eq!(merged.len(), 30);
    for (old, code) in merged {
        assert!(Gazetteer::province_name(code).is_some(), "{old}");
        assert_eq!(Gazetteer::new().recognise(&format!("Ấp 1, {old}")).address.province, code);
    }
}

#[test]
fn every_successor_of_an_old_ward_exists() {
    for province in Gazetteer::provinces() {
        let csv = all_wards_csv(province.code).unwrap();
        let current: std::collections::BTreeSet<&str> =
            csv.lines().filter(|line| !line.contains(",was,")).filter_map(|line| line.split(',').next()).collect();
        for row in csv.lines().filter(|line| line.contains(",was,")) {
            for code in row.split(',').next().unwrap().split('|') {
                assert!(current.contains(code), "{row}");
            }
        }
    }
}

#[test]
fn known_wards() {
    let gazetteer = dong_thap();
    assert_eq!(gazetteer.ward_known("82", "29888"), Some(true));
    assert_eq!(gazetteer.ward_known("82", "99999"), Some(false));
    assert_eq!(gazetteer.ward_known("01", "00070"), None);
    assert_eq!(gazetteer.ward_name("82", "29888"), Some("Phường Mỹ Trà"));
    let address = Address { province: "82".into(), ward: "29888".into(), line: "Khóm 3".into() };
    assert_eq!(gazetteer.display(&address), "Khóm 3, Phường Mỹ Trà, Tỉnh Đồng Tháp");
}

#[test]
fn an_old_card_of_my_phu() {
    let found = dong_thap().recognise("Số 12, Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp");
    assert_eq!(found.address, Address { province: "82".into(), ward: "29888".into(), line: "Số 12, Khóm 3".into() });
    assert!(found.confident);
    let ward = found.old.iter().find(|old| old.kind == OldNameKind::Ward).unwrap();
    assert_eq!((ward.old.as_str(), ward.new.as_slice()), ("Phường Mỹ Phú", &["Phường Mỹ Trà".to_owned()][..]));
    assert!(found.old.iter().any(|old| old.kind == OldNameKind::District && old.old == "Thành phố Cao Lãnh"));
}

#[test]
fn the_merged_communes_of_the_demo() {
    let gazetteer = dong_thap();
    for text in [
        "Tổ 5, Phường Mỹ Phú, Thành phố Cao Lãnh, Tỉnh Đồng Tháp",
        "P. Mỹ Phú, TP. Cao Lãnh, Đồng Tháp",
        "P.Mỹ Phú, TP Cao Lãnh, T. Đồng Tháp",
        "my phu, cao lanh, dong thap",
        "Xã Nhị Mỹ, Huyện Cao Lãnh, Đồng Tháp",
        "ấp 2, An Bình, Cao Lãnh, Đồng Tháp",
        "Mỹ Trà, Cao Lãnh, Đồng Tháp",
        "Phường Mỹ Trà, Đồng Tháp",
        "Mỹ Trà, Tỉnh Đồng Tháp, Việt Nam",
    ] {
        let found = gazetteer.recognise(text);
        assert_eq!(found.address.ward, "29888", "{text}: {found:?}");
        assert!(found.confident, "{text}");
    }
}

#[test]
fn the_same_name_in_two_districts_is_told_apart() {
    let gazetteer = dong_thap();
    let ward = |text: &str| gazetteer.recognise(text).address.ward;
    assert_eq!(ward("Phường An Bình, Đồng Tháp"), "29954");
    assert_eq!(ward("Xã An Bình, Huyện Cao Lãnh, Đồng Tháp"), "29888");
    assert_eq!(ward("Số 5, Đường 30/4, Cao Lãnh, Đồng Tháp"), "29869", "two levels: the new ward Cao Lãnh");
    assert_eq!(ward("Phường 1, Thành phố Cao Lãnh, Đồng Tháp"), "29869");
    assert_eq!(ward("P1, TP Cao Lãnh, Đồng Tháp"), "29869");
    assert_eq!(ward("1, Cao Lãnh, Đồng Tháp"), "29869", "a bare number is a house, not Phường 1");
    assert_eq!(gazetteer.recognise("1, Cao Lãnh, Đồng Tháp").address.line, "1");
}

#[test]
fn a_dissolved_province() {
    let gazetteer = dong_thap();
    let found = gazetteer.recognise("Ấp Bình, Xã Tân Hương, Huyện Châu Thành, Tiền Giang");
    assert_eq!(found.address.province, "82");
    assert_eq!(gazetteer.ward_name("82", &found.address.ward), Some("Xã Tân Hương"));
    assert!(found.old.iter().any(|old| old.kind == OldNameKind::Province && old.new == ["Tỉnh Đồng Tháp"]));
    // Both old provinces had a district Châu Thành; each finds its own wards only.
    let other = gazetteer.recognise("Xã Phú Hựu, Huyện Châu Thành, Đồng Tháp");
    assert_eq!(gazetteer.ward_name("82", &other.address.ward), Some("Xã Phú Hựu"));
}

#[test]
fn a_divided_ward_is_left_to_a_person() {
    let found = dong_thap().recognise("Ấp 1, Xã Gáo Giồng, Huyện Cao Lãnh, Đồng Tháp");
    assert!(!found.confident);
    assert_eq!((found.address.province.as_str(), found.address.ward.as_str()), ("82", ""));
    assert_eq!(found.address.line, "Ấp 1, Xã Gáo Giồng, Huyện Cao Lãnh");
    let ward = found.old.iter().find(|old| old.kind == OldNameKind::Ward).unwrap();
    assert_eq!(ward.codes, ["30025", "30088"]);
}

#[test]
fn no_old_ward_is_ever_led_to_a_wrong_one() {
    let bare = |name: &str| match name.split_once(' ') {
        Some(("Phường" | "Xã" | "Huyện" | "Quận" | "Tỉnh", rest)) if !rest.bytes().all(|b| b.is_ascii_digit()) => {
            rest.to_owned()
        }
        _ => name.to_owned(),
    };
    for province in ["82", "80", "24"] {
        let csv = all_wards_csv(province).unwrap();
        let mut gazetteer = Gazetteer::new();
        gazetteer.add_wards(province, csv);
        let (mut found, mut left) = (0, 0);
        for row in csv.lines().filter(|line| line.contains(",was,")).map(|line| line.split(',').collect::<Vec<_>>()) {
            let [codes, ward, _, district, old] = row.as_slice() else { panic!("{row:?}") };
            for text in [
                format!("Ấp 1, {ward}, {district}, {old}"),
                format!("Ấp 1, {}, {}, {}", bare(ward), bare(district), bare(old)),
            ] {
                let address = gazetteer.recognise(&text).address;
                assert_eq!(address.province, province, "{text}");
                assert!(address.ward.is_empty() || address.ward == *codes, "{text}: {address:?}");
                if address.ward.is_empty() { left += 1 } else { found += 1 }
            }
        }
        assert!(found > left * 8, "{province}: {found} found, {left} left to a person");
    }
}

#[test]
fn what_is_not_understood_stays() {
    let empty = Gazetteer::new();
    let found = empty.recognise("Số 12, Khóm 3, Mỹ Phú, Huyện X, Đồng Tháp");
    assert_eq!(found.address.line, "Số 12, Khóm 3, Mỹ Phú, Huyện X");
    assert_eq!((found.address.province.as_str(), found.confident), ("82", false));
    assert!(found.old.iter().any(|old| old.kind == OldNameKind::District && old.old == "Huyện X"));
    let nowhere = empty.recognise("12 Main Street, Springfield");
    assert_eq!((nowhere.address.line.as_str(), nowhere.address.province.as_str()), ("12 Main Street, Springfield", ""));
    assert_eq!(empty.recognise("").address, Address::default());
    assert_eq!(empty.recognise(" ,, , ").address, Address::default());
    assert_eq!(empty.recognise("TP. Hồ Chí Minh").address.province, "79");
    assert_eq!(empty.recognise("Q1, TP HCM").address.province, "79");
    assert_eq!(empty.recognise("Ấp 3 - Mỹ Trà - Đồng Tháp").address.province, "82");
}

#[test]
fn wards_are_found_by_old_names_too() {
    let gazetteer = dong_thap();
    let found = gazetteer.find_wards("82", "my phu");
    assert!(found.iter().any(|(ward, old)| ward.code == "29888" && *old == Some("Phường Mỹ Phú")), "{found:?}");
    assert!(gazetteer.find_wards("82", "Mỹ Trà").iter().any(|(ward, old)| ward.code == "29888" && old.is_none()));
    assert!(gazetteer.find_wards("82", "").is_empty() && gazetteer.find_wards("01", "ba").is_empty());
}

#[test]
fn broken_lists_do_no_harm() {
    let mut gazetteer = Gazetteer::new();
    gazetteer.add_wards("82", "code,name,kind\r\n29888,Phường Mỹ Trà,phuong\r\n\r\nrubbish\r\n,,,,,,\r\n");
    assert_eq!(gazetteer.wards("82").len(), 1);
    assert_eq!(gazetteer.recognise("Mỹ Trà, Đồng Tháp").address.ward, "29888");
}

proptest! {
    #[test]
    fn no_word_is_lost(parts in proptest::collection::vec("[A-Za-zÀ-ỹ0-9/ ]{1,12}", 0..4), tail in 0_usize..4) {
        let tails = ["", ", Mỹ Phú, Cao Lãnh, Đồng Tháp", ", Xã Gáo Giồng, Cao Lãnh, Đồng Tháp", ", Tiền Giang"];
        let text = format!("{}{}", parts.join(","), tails[tail]);
        let gazetteer = dong_thap();
        let found = gazetteer.recognise(&text);
        let kept = fold(&format!(
            "{} {} {}",
            gazetteer.display(&found.address),
            found.old.iter().map(|old| old.old.clone()).collect::<Vec<_>>().join(" "),
            found.address.line,
        ));
        for word in text.split([',', ' ']).map(fold).filter(|word| !word.is_empty()) {
            // A ward found by its name keeps the name in the list's spelling.
            prop_assert!(kept.contains(&word) || found.address.ward.len() == 5, "{text:?} lost {word:?}: {found:?}");
        }
    }

    #[test]
    fn any_text_gives_an_answer(text in "\\PC{0,120}") {
        let _ = dong_thap().recognise(&text);
    }
}
