//! Measures the decoder on drawn card codes: how many are read, how many wrongly, how long a frame takes.
//! `cargo run --release -p motcua-vision --example measure [COUNT]`

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests and the other example use more of it")]
mod support;

use std::time::{Duration, Instant};

use motcua_vision::{Effort, decode};
use qrcode::EcLevel;
use support::scene::{Numbers, View, code, draw};

fn view(numbers: &mut Numbers, width: usize, height: usize, hard: f32) -> View {
    let mut within = |low: f32, high: f32| low + (high - low) * numbers.unit();
    let size = within(0.22, 0.5) * height as f32;
    let paper = within(110.0, 240.0);
    View {
        width,
        height,
        size,
        centre: [width as f32 * within(0.3, 0.7), height as f32 * within(0.35, 0.65)],
        turn: within(0.0, 360.0),
        tilt: within(0.0, 0.25 + 0.4 * hard),
        ink: (paper * within(0.1, 0.5 + 0.25 * hard)) as u8,
        paper: paper as u8,
        ground: within(20.0, 250.0) as u8,
        blur: within(0.0, 2.0 + 3.0 * hard) as usize,
        noise: within(2.0, 10.0 + 30.0 * hard) as u8,
        seed: within(0.0, 1e6) as u64,
    }
}

fn percentile(times: &mut [Duration], share: usize) -> Duration {
    times.sort();
    times.get(times.len() * share / 100).copied().unwrap_or_default()
}

fn main() {
    let count: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100);
    let names = ["NGUYỄN VĂN A", "TRẦN THỊ BÍCH NGỌC", "LÊ HOÀNG PHƯƠNG UYÊN"];
    for (width, height) in [(1280, 720), (1920, 1080)] {
        for hard in [0.0, 0.5, 1.0] {
            let mut numbers = Numbers(42);
            let (mut still, mut live, mut wrong) = (0, 0, 0);
            let (mut still_times, mut live_times) = (Vec::new(), Vec::new());
            for i in 0..count {
                let text = format!(
                    "0870980{i:05}|34{i:07}|{}|15081998|Nam|Số {i}, Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp|25052021",
                    names[i % names.len()]
                );
                let view = view(&mut numbers, width, height, hard);
                let frame = draw(&code(text.as_bytes(), EcLevel::M), &view);
                let start = Instant::now();
                let found = decode(&frame, width, height, Effort::Still);
                still_times.push(start.elapsed());
                still += usize::from(found.iter().any(|f| f.bytes == text.as_bytes()));
                wrong += found.iter().filter(|f| f.bytes != text.as_bytes()).count();
                let mut read = false;
                for pass in 0..8 {
                    let start = Instant::now();
                    let found = decode(&frame, width, height, Effort::Live { pass });
                    live_times.push(start.elapsed());
                    read |= found.iter().any(|f| f.bytes == text.as_bytes());
                    wrong += found.iter().filter(|f| f.bytes != text.as_bytes()).count();
                }
                live += usize::from(read);
            }
            println!(
                "{width}x{height} hard {hard}: still {still}/{count}, live within 8 frames {live}/{count}, wrong {wrong}; \
                 ms still median {:.1} p95 {:.1}, live median {:.1} p95 {:.1}",
                percentile(&mut still_times, 50).as_secs_f64() * 1e3,
                percentile(&mut still_times, 95).as_secs_f64() * 1e3,
                percentile(&mut live_times, 50).as_secs_f64() * 1e3,
                percentile(&mut live_times, 95).as_secs_f64() * 1e3,
            );
        }
    }
}
