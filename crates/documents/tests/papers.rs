//! Every paper, for a full and for a minimal dossier: an archival, accessible PDF whose text reads right.

use crate::sample::{CODES, NAME};
use crate::tools::File;
use motcua_documents::{Press, data::*};
use serde_json::Value;

const AT: &str = "2026-11-23T02:00:00Z";

fn render(press: &Press, template: &str, data: &Value) -> Vec<u8> {
    press.render(template, data, AT.parse().unwrap()).unwrap_or_else(|fault| panic!("{template}: {fault}"))
}

/// Every template with data: name, full or not, template, data.
fn all(full: bool, press: &Press) -> Vec<(String, Value)> {
    let lists = crate::sample::Lists::new();
    let mut all: Vec<(String, Value)> =
        crate::sample::office_papers(full).into_iter().map(|(name, data)| (format!("papers/{name}"), data)).collect();
    for (number, code) in CODES.iter().enumerate() {
        let form = crate::sample::form(code, full, u32::try_from(number).unwrap(), &lists);
        assert_eq!(press.form_of(code), format!("procedures/{code}/form"), "a form of its own");
        all.push((press.form_of(code), serde_json::to_value(&form).unwrap()));
        all.push(("papers/form".into(), serde_json::to_value(&form).unwrap()));
    }
    all
}

pub(crate) fn archival(template: &str, pdf: &[u8]) {
    assert!(pdf.starts_with(b"%PDF-1.7"), "{template}");
    let file = File::new(pdf);
    file.check();
    let plain = file.plain();
    for sign in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "/Lang (vi-VN)",
        "/StructTreeRoot",
        "/Marked true",
        "/DisplayDocTitle true",
        "/GTS_PDFA1",
        "/ToUnicode",
    ] {
        assert!(plain.contains(sign), "{template} has no {sign}");
    }
    for never in ["/JavaScript", "/EmbeddedFiles", "/Encrypt", "/AcroForm"] {
        assert!(!plain.contains(never), "{template} has {never}");
    }
    let info = file.info();
    let title = info.lines().find_map(|line| line.strip_prefix("Title:")).expect("a title").trim().to_owned();
    assert!(!title.is_empty(), "{template}: {info}");
    for font in file.fonts() {
        assert!(font.contains("LiberationSerif") && font.contains("yes yes yes"), "{template}: {font}");
    }
}

#[test]
fn every_paper_of_a_full_dossier_is_archival() {
    let press = crate::sample::press();
    for (template, data) in all(true, &press) {
        archival(&template, &render(&press, &template, &data));
    }
}

#[test]
fn every_paper_of_a_minimal_dossier_is_archival() {
    let press = crate::sample::press();
    for (template, data) in all(false, &press) {
        archival(&template, &render(&press, &template, &data));
    }
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    let (one, other) = (crate::sample::press(), crate::sample::press());
    for (template, data) in all(true, &one) {
        let first = render(&one, &template, &data);
        assert!(first == render(&other, &template, &data), "{template} on another press");
    }
}

#[test]
fn papers_say_what_they_are_asked_to_say() {
    let press = crate::sample::press();
    let expected: &[(&str, &[&str])] = &[
        (
            "papers/receipt",
            &[
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập - Tự do - Hạnh phúc",
                "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
                "H20.299-261123-0007",
                "Thời gian nhận hồ sơ: 08 giờ 30 phút, ngày 23 tháng 11 năm 2026",
                "17 giờ 00 phút, ngày 27 tháng 11 năm 2026",
                "03 ngày làm việc",
                "Số lượng hồ sơ: 01 bộ",
                "số thứ tự 07",
                "Giấy chứng sinh",
                "Đặng Hữu Phước",
                "Trần Thị Ánh Tuyết",
                "https://motcua.example.org/t/H20.299-261123-0007",
                "Chấm điểm phục vụ",
            ],
        ),
        ("papers/supplement", &["Còn thiếu", "Không rõ", "Chưa đúng", "Chưa đủ", "Hết hạn", "bị mờ góc dưới"]),
        ("papers/refusal", &["TIẾP NHẬN GIẢI QUYẾT HỒ SƠ", "thông báo không tiếp nhận"]),
        ("papers/extension", &["XIN LỖI", "17 giờ 00 phút, ngày 30 tháng 11 năm 2026", "chỉ thực hiện một lần"]),
        ("papers/stop", &["DỪNG GIẢI QUYẾT HỒ SƠ", "09 giờ 00 phút, ngày 24 tháng 11 năm 2026"]),
        ("papers/control", &["Chuyển xử lý", "Xin lỗi, hẹn lại", "Trước hạn", "Nhờ anh xem giúp"]),
        ("papers/register", &["SỔ THEO DÕI HỒ SƠ", "Đã trả kết quả", "Tổng số: 40 hồ sơ"]),
        (
            "papers/cashbook",
            &["SỔ QUỸ THU PHÍ, LỆ PHÍ", "Còn lại: 640.000 đồng", "Chưa rõ nộp cho hồ sơ nào", "FT26328000040"],
        ),
        ("papers/poster", &["Đăng ký khai sinh", "In ngày 23/11/2026", "có thể đã cũ"]),
        ("papers/rating", &["Quầy 1", "có hài lòng không?", "Cán bộ không biết ai đã chấm", "In ngày 23/11/2026"]),
        ("papers/board", &["1.000656", "2.000884", "In ngày 23/11/2026"]),
        (
            "papers/book",
            &[
                "SÁCH NIÊM YẾT",
                "Mục lục",
                "Đăng ký khai sinh",
                "chỉ khi: Bé có bị bỏ rơi không? Không",
                "đọc ngày 18/07/2026",
            ],
        ),
        ("papers/report", &["BÁO CÁO", "1.141", "99,79", "Lãnh đạo ký"]),
        ("papers/checklist", &["Giấy tờ phải nộp", "Chỉ đưa ra xem rồi cất", "Có giấy chứng sinh của bé không? Có"]),
        ("papers/result", &["GIẤY XÁC NHẬN", "Quét mã này để chấm điểm", "12/GXN-UBND", "Nơi nhận"]),
        ("papers/ticket", &["A012", "Còn 2 người chờ trước"]),
        (
            "procedures/1.001193/form",
            &["TỜ KHAI ĐĂNG KÝ KHAI SINH", "ghi bằng chữ: Ngày hai mươi hai tháng mười năm hai nghìn"],
        ),
        ("procedures/1.000894/form", &["TỜ KHAI ĐĂNG KÝ KẾT HÔN", "Bên nữ", "Bên nam"]),
        ("procedures/1.000656/form", &["TỜ KHAI ĐĂNG KÝ KHAI TỬ"]),
        ("procedures/1.004873/form", &["TÌNH TRẠNG HÔN NHÂN", "Mục đích sử dụng"]),
        ("procedures/2.000635/form", &["TRÍCH LỤC HỘ TỊCH"]),
        ("procedures/2.000815/form", &["PHIẾU YÊU CẦU CHỨNG THỰC", "từ bản chính"]),
        ("procedures/2.000884/form", &["PHIẾU YÊU CẦU CHỨNG THỰC", "Chứng thực chữ ký"]),
        ("procedures/1.001776/form", &["TỜ KHAI ĐỀ NGHỊ TRỢ GIÚP XÃ HỘI", "mỗi tháng"]),
        ("papers/form", &["Em bé", "Tôi cam đoan"]),
    ];
    let all = all(true, &press);
    for (template, sentences) in expected {
        let (_, data) = all.iter().find(|(name, _)| name == template).expect(template);
        // Of the general form, that of the birth: the test names its sections.
        let birth = |(name, it): &&(String, Value)| name == template && it["procedure_code"] == "1.001193";
        let data = all.iter().find(birth).filter(|_| *template == "papers/form").map_or(data, |(_, data)| data);
        let text = File::new(&render(&press, template, data)).text();
        for sentence in *sentences {
            assert!(text.contains(sentence), "{template} does not say \"{sentence}\":\n{text}");
        }
    }
    for code in CODES {
        let template = format!("procedures/{code}/form");
        let (_, data) = all.iter().find(|(name, _)| *name == template).unwrap();
        let text = File::new(&render(&press, &template, data)).text();
        assert!(code == "1.000894" || text.contains(&NAME.to_uppercase()), "{template}: {text}");
    }
}

#[test]
fn every_vietnamese_letter_is_drawn_and_read_back() {
    let letters: String = ('\u{C0}'..='\u{1B0}')
        .chain('\u{1EA0}'..='\u{1EF9}')
        .filter(|c| "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư".contains(*c) || *c >= '\u{1EA0}')
        .collect();
    assert_eq!(letters.chars().count(), 134, "67 letters with marks in two cases");
    // Typed on a machine that keeps marks apart: the same letters on paper.
    let apart = "Nguye\u{302}\u{303}n Thi\u{323} Ngo\u{323}c Quy\u{300}nh".to_owned();
    let mut receipt = Receipt {
        office: crate::sample::office(false),
        dossier: crate::sample::dossier(false),
        issued: crate::sample::moment(23, 9, 0),
        ..Receipt::default()
    };
    receipt.dossier.requester.name = apart;
    receipt.dossier.content = Some(letters.chars().map(|c| format!("{c} ")).collect());
    let text = File::new(&crate::sample::press().print(&receipt, AT.parse().unwrap()).unwrap()).text();
    // Letters that stand alone: where the extractor sees spaces between them is its own guess.
    let bare: String = text.split(' ').collect();
    assert!(bare.contains(&letters), "{text}");
    assert!(text.contains(NAME), "{text}");
}

#[test]
fn codes_on_paper_are_read_by_our_own_decoder() {
    let press = crate::sample::press();
    let expected = [
        (
            "papers/receipt",
            150,
            vec![
                "https://motcua.example.org/danh-gia#q1w2e3r4t5y6u7i8o9p0aAsSdDfFgGhH".to_owned(),
                "https://motcua.example.org/t/H20.299-261123-0007".to_owned(),
            ],
        ),
        ("papers/poster", 100, vec!["https://motcua.example.org/p/1.001193?b=261123".to_owned()]),
        ("papers/ticket", 150, vec!["https://motcua.example.org/p/1.001193?b=261123".to_owned()]),
    ];
    let all = all(true, &press);
    for (template, resolution, addresses) in expected {
        for (_, data) in all.iter().filter(|(name, _)| name == template) {
            let (width, height, grey) = File::new(&render(&press, template, data)).picture(1, resolution);
            let mut found: Vec<String> = motcua_vision::decode(&grey, width, height, motcua_vision::Effort::Still)
                .into_iter()
                .map(|found| String::from_utf8(found.bytes).unwrap())
                .collect();
            found.sort();
            assert_eq!(found, addresses, "{template}");
        }
    }
}

#[test]
fn the_register_counts_on_over_many_pages_with_its_head_on_each() {
    let pdf = crate::sample::press().print(&crate::sample::register(1000), AT.parse().unwrap()).unwrap();
    let file = File::new(&pdf);
    let text = file.text();
    assert!(file.pages() > 50, "{}", file.pages());
    assert_eq!(text.matches("Người nộp: họ tên, địa chỉ, điện thoại").count(), file.pages());
    assert!(
        text.contains(&format!("Trang 1/{0}", file.pages())) && text.contains(&format!("Trang {0}/{0}", file.pages()))
    );
    for code in ["H20.299-261123-0001", "H20.299-261123-0999", "H20.299-261123-1000"] {
        assert_eq!(text.matches(code).count(), 1, "{code}");
    }
}

#[test]
fn posters_and_application_forms_of_one_case_fit_one_page() {
    let press = crate::sample::press();
    let one_page = |template: &str| {
        template.ends_with("poster")
            || template.ends_with("ticket")
            || template.ends_with("receipt")
            || template.starts_with("procedures/")
    };
    for full in [true, false] {
        for (template, data) in all(full, &press).into_iter().filter(|(template, _)| one_page(template)) {
            assert_eq!(File::new(&render(&press, &template, &data)).pages(), 1, "{template}, full: {full}");
        }
    }
}
