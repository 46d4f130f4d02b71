//! A certified copy on paper: archival, its pictures on pages of their own, its code read by our own decoder; and its register.

use crate::tools::File;
use motcua_documents::{data::*, picture_path};

const AT: &str = "2026-11-30T02:00:00Z";

/// A grey picture as PNG.
fn png(shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::GrayImage::from_pixel(120, 170, image::Luma([shade]));
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png).unwrap();
    bytes
}

fn jpeg() -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::RgbImage::from_fn(200, 280, |x, y| image::Rgb([(x % 200) as u8, (y % 250) as u8, 120]));
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Jpeg).unwrap();
    bytes
}

fn sheet(state_signed: bool) -> CertifiedCopy {
    let formats = ["png", "jpg"];
    // As long as a code with the longest name is.
    let code = "A".repeat(267);
    CertifiedCopy {
        office: crate::sample::office(true),
        dossier: crate::sample::dossier(true),
        year: 2026,
        number: 12,
        certified: crate::sample::moment(23, 9, 0),
        document: "Bằng tốt nghiệp trung học phổ thông".into(),
        pictures: (0..2).map(|at| Picture { path: picture_path(at), format: formats[at].into() }).collect(),
        signer: Signer { name: Some("Lê Thị Sáu".into()), role: Role::Leader },
        link: Some(Link::new(format!("https://motcua.example.org/kiem-tra#{code}"))),
        page: "https://motcua.example.org/kiem-tra".into(),
        key: "0011223344556677".into(),
        content: "ab".repeat(32),
        state_signed,
    }
}

#[test]
fn a_certified_copy_is_archival_and_says_what_its_signature_is() {
    let press = crate::sample::press();
    for state_signed in [false, true] {
        let pdf = press.print_with(&sheet(state_signed), vec![png(90), jpeg()], AT.parse().unwrap()).unwrap();
        crate::papers::archival("papers/copy", &pdf);
        let file = File::new(&pdf);
        assert_eq!(file.pages(), 3, "two pages of the original and the certificate");
        let text = file.text();
        for sentence in [
            "LỜI CHỨNG",
            "Chứng thực bản sao điện tử này đúng với bản chính.",
            "Bằng tốt nghiệp trung học phổ thông",
            "Số chứng thực 12/2026",
            "Lê Thị Sáu",
            "0011223344556677",
            "không phải chữ ký số chuyên dùng công vụ",
        ] {
            assert!(text.contains(sentence), "\"{sentence}\":\n{text}");
        }
        assert_eq!(text.contains("chưa mang chữ ký số"), !state_signed);
        let (width, height, grey) = file.picture(3, 150);
        let found = motcua_vision::decode(&grey, width, height, motcua_vision::Effort::Still);
        let found: Vec<String> = found.into_iter().map(|code| String::from_utf8(code.bytes).unwrap()).collect();
        assert_eq!(found, [sheet(false).link.unwrap().address]);
    }
}

#[test]
fn a_picture_that_is_not_there_is_no_paper() {
    let press = crate::sample::press();
    assert!(press.print_with(&sheet(false), vec![png(90)], AT.parse().unwrap()).is_err());
    assert!(press.print_with(&sheet(false), vec![b"no picture".to_vec(), jpeg()], AT.parse().unwrap()).is_err());
}

#[test]
fn the_register_of_certifications_is_archival() {
    let row = |number: u32| CertificationRow {
        number,
        certified: crate::sample::moment(23, 9, 0),
        requester: "Nguyễn Thị Mẫu".into(),
        document: "Căn cước".into(),
        pages: 2,
        signer: "Lê Thị Sáu".into(),
        copies: 1,
        fee: Some("4.000".into()),
        revoked: if number.is_multiple_of(7) { crate::sample::moment(24, 9, 0) } else { None },
        reason: number.is_multiple_of(7).then(|| "Bản chính giả".to_owned()),
    };
    for count in [0, 40] {
        let book = Certifications {
            office: crate::sample::office(true),
            year: 2026,
            copies: "40".into(),
            fees: "160.000".into(),
            printed: crate::sample::moment(30, 16, 0),
            rows: (1..=count).map(row).collect(),
        };
        let pdf = crate::sample::press().print(&book, AT.parse().unwrap()).unwrap();
        crate::papers::archival("papers/certifications", &pdf);
        let text = File::new(&pdf).text();
        assert!(text.contains("SỔ CHỨNG THỰC BẢN SAO ĐIỆN TỬ"), "{text}");
        assert_eq!(text.contains("Thu hồi ngày 24/11/2026: Bản chính giả"), count > 0, "{text}");
    }
}
