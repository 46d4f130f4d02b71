//! Payment codes as we draw them are read by two readers that know nothing of each other, and are the request that was asked.

use crate::support::scene::{View, code as drawn, draw};
use jiff::civil::date;
use motcua_domain::{
    dossier_code::DossierCode,
    payment::{Receiver, Request, TransferText, code, owner},
};
use motcua_vision::{Effort, decode};
use qrcode::EcLevel;

#[test]
fn two_readers_read_our_payment_codes() {
    let receiver =
        Receiver { bin: "970405".into(), account: "6601201000001".into(), name: Some("UBND PHUONG MY PHU".into()) };
    let request = |serial: u32, amount: i64| {
        let dossier = DossierCode::compose("H20.299", date(2026, 11, 23), serial).unwrap();
        Request { text: TransferText::of(&dossier, 1).unwrap(), amount }
    };
    let requests = [request(1, 2_000), request(2, 16_000), request(3, 200_000), request(9_999, 9_999_999_999_999)];
    for wanted in &requests {
        let text = code(&receiver, wanted).unwrap();
        // As on a phone's screen at 320 pixels, and as on paper.
        for (view, level) in [(View::flat(320, 320, 260.0), EcLevel::M), (View::flat(640, 480, 400.0), EcLevel::M)] {
            let (width, height) = (view.width, view.height);
            let grey = draw(&drawn(text.as_bytes(), level), &view);
            let ours = decode(&grey, width, height, Effort::Still);
            assert_eq!(ours.len(), 1, "{view:?}");
            assert_eq!(String::from_utf8_lossy(&ours[0].bytes), text);
            let mut other = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| grey[y * width + x]);
            let grids = other.detect_grids();
            let read: Vec<String> = grids.iter().map(|grid| grid.decode().unwrap().1).collect();
            assert_eq!(read, [text.as_str()], "{view:?}");
            assert_eq!(owner(&read[0], &receiver, &requests), Some(wanted));
        }
    }
}
