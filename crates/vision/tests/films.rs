//! The films made for the browser journeys can be read: every frame, as a live camera delivers it.

use crate::support::film::Film;
use motcua_vision::{Effort, decode};

fn assert_every_frame_is_read(film: &Film) {
    for index in 0..film.frames() {
        let luma = film.luma(index);
        assert_eq!(luma.len(), film.width * film.height);
        let read: Vec<Vec<u8>> =
            decode(&luma, film.width, film.height, Effort::Still).into_iter().map(|f| f.bytes).collect();
        assert_eq!(read, [film.text.as_bytes()], "frame {index}");
    }
    // A camera that starts at any frame has the text within three.
    let read = |index: usize, pass: usize| {
        let luma = film.luma(index % film.frames());
        decode(&luma, film.width, film.height, Effort::Live { pass: pass as u32 })
            .iter()
            .any(|f| f.bytes == film.text.as_bytes())
    };
    for start in (0..film.frames()).step_by(7) {
        assert!((0..3).any(|pass| read(start + pass, pass)), "from frame {start}");
    }
}

#[test]
fn a_card() {
    assert_every_frame_is_read(&Film::of(
        "087098012345|341234567|NGUYỄN VĂN A|15081998|Nam|Số 12, Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp|25052021",
    ));
}

#[test]
fn a_poster_in_a_small_frame() {
    let film = Film { width: 640, height: 480, size: 260.0, rate: 5, ..Film::of("https://mot-cua.example/t/cu-tru") };
    assert_every_frame_is_read(&film);
}

#[test]
fn the_file_has_the_size_its_header_says() {
    let film = Film { width: 321, height: 241, size: 120.0, ..Film::of("x") };
    assert_eq!(film.header(), "YUV4MPEG2 W321 H241 F10:1 Ip A1:1 C420jpeg\n");
    let frame = film.frame(0);
    assert_eq!(frame.len(), 6 + 321 * 241 + 2 * 161 * 121);
    assert!(frame.starts_with(b"FRAME\n"));
    assert_eq!(frame.last(), Some(&128));
}
