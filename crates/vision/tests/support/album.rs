//! The sets of photographs that decoders are measured on: what people hold before a phone, each set with one difficulty that grows.
//! The same number gives the same picture on every machine, at any size.

use std::ops::Range;

use qrcode::EcLevel;

use super::lens::{Lens, Light};
use super::photo::{Pose, Printed, Sheet, photograph};
use super::scene::{Numbers, code};

/// The sets, easiest first.
pub const SETS: [&str; 15] = [
    "plain",
    "turned",
    "inverted",
    "several",
    "shadow",
    "dim",
    "glare",
    "worn",
    "squeezed",
    "small",
    "perspective",
    "curved",
    "blurred",
    "shaken",
    "still-4k",
];

/// One picture and what is to be read from it.
pub struct Shot {
    pub width: usize,
    pub height: usize,
    pub grey: Vec<u8>,
    /// The text that is asked for.
    pub wanted: String,
    /// Texts that are in the picture as well.
    pub also: Vec<String>,
}

/// A stream of numbers with the few draws that the sets need.
struct Dice(Numbers);

impl Dice {
    fn within(&mut self, range: Range<f32>) -> f32 {
        range.start + (range.end - range.start) * self.0.unit()
    }

    /// Either sign.
    fn about(&mut self, range: Range<f32>) -> f32 {
        let value = self.within(range);
        if self.0.below(2) == 0 { value } else { -value }
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.0.below(list.len() as u64) as usize]
    }
}

/// The line of an ID card, made up: 110 to 160 bytes.
fn card(dice: &mut Dice) -> String {
    let family = dice.pick(&["NGUYỄN", "TRẦN", "LÊ", "PHẠM", "HUỲNH", "VÕ"]);
    let middle = dice.pick(&["THỊ BÍCH", "VĂN", "HOÀNG PHƯƠNG", "MINH", "THỊ"]);
    let given = dice.pick(&["NGỌC", "ÚT", "UYÊN", "TÂM", "HÒA", "ĐẠT"]);
    let sex = dice.pick(&["Nam", "Nữ"]);
    let place = dice.pick(&["Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp", "Ấp Tân Thuận, Tân Hội Trung, Cao Lãnh, Đồng Tháp"]);
    let (a, b, house) = (dice.0.below(1_000_000), dice.0.below(1_000_000_000), dice.0.below(400));
    let (day, month, year) = (1 + dice.0.below(28), 1 + dice.0.below(12), 1950 + dice.0.below(60));
    format!("087095{a:06}|{b:09}|{family} {middle} {given}|{day:02}{month:02}{year}|{sex}|Số {house}, {place}|25052021")
}

/// The address on a poster.
fn poster(dice: &mut Dice) -> String {
    let (a, b) = (dice.0.below(10), dice.0.below(1_000_000));
    format!("https://mot-cua.example/t/{a}.{b:06}?d=20260815")
}

/// A code for a bank transfer.
fn payment(dice: &mut Dice) -> String {
    let (a, b) = (dice.0.below(10_000_000_000), dice.0.below(1_000_000));
    format!(
        "00020101021238570010A00000072701270006970405011{a:010}0208QRIBFTTA53037045405{b:06}5802VN62150811LP H20299 16304ABCD"
    )
}

fn printed(text: &str, level: EcLevel, at: [f32; 2], side: f32) -> Printed {
    Printed::of(&code(text.as_bytes(), level), at, side)
}

/// The picture of this number in a set, at this size. `still-4k` has a size of its own.
pub fn shot(set: &str, number: u64, width: usize, height: usize) -> Shot {
    let position = SETS.iter().position(|name| *name == set).unwrap_or_default() as u64;
    let mut dice = Dice(Numbers(number * 1009 + position * 7_919_017 + 5));
    let (width, height) = if set == "still-4k" { (3840, 2160) } else { (width, height) };
    // A third of the codes are posters, a sixth payments, half are cards.
    let (wanted, level) = match dice.0.below(6) {
        0 | 1 => (poster(&mut dice), EcLevel::M),
        2 => (payment(&mut dice), EcLevel::M),
        _ => (card(&mut dice), EcLevel::M),
    };
    let mut first = printed(&wanted, level, [-0.5, -0.5], 1.0);
    let modules = first.count as f32;
    // Everything in pixels is meant at 1080 lines.
    let scale = height as f32 / 1080.0;
    let mut module = dice.within(4.0..8.5) * scale;
    let mut sheet = Sheet {
        codes: Vec::new(),
        edges: [-dice.within(0.7..3.0), -dice.within(0.7..1.4), dice.within(0.7..3.0), dice.within(0.7..1.6)],
        paper: dice.within(0.55..0.9),
        ink: dice.within(0.03..0.12),
        ground: dice.within(0.05..0.6),
        furniture: dice.0.below(4) > 0,
        worn: 0,
    };
    let mut pose = Pose {
        width,
        height,
        size: 0.0,
        centre: [width as f32 * dice.within(0.4..0.6), height as f32 * dice.within(0.42..0.58)],
        roll: dice.about(0.0..15.0),
        yaw: dice.about(0.0..15.0),
        pitch: dice.about(0.0..15.0),
        bend: 0.0,
    };
    let mut light = Light { slope: dice.within(0.0..0.2), direction: dice.within(0.0..360.0), ..Light::EVEN };
    let mut lens = Lens {
        defocus: dice.within(0.5..1.3) * scale,
        noise: dice.within(0.004..0.014),
        crisp: dice.within(0.0..0.6),
        jpeg: dice.within(80.0..95.0) as u8,
        ..Lens::SHARP
    };
    let mut also = Vec::new();
    match set {
        "turned" => {
            pose.roll = dice.within(0.0..360.0);
            first.mirrored = dice.0.below(2) == 0;
        }
        "inverted" => {
            first.inverted = true;
            sheet.paper = dice.within(0.3..0.9);
        }
        "several" => {
            for place in [[0.75, -0.6], [-1.9, -0.4], [-0.4, 0.75]].into_iter().take(1 + dice.0.below(3) as usize) {
                let text = match dice.0.below(2) {
                    0 => poster(&mut dice),
                    _ => payment(&mut dice),
                };
                let side = dice.within(0.6..1.0);
                sheet.codes.push(printed(&text, EcLevel::M, place, side));
                also.push(text);
            }
            sheet.edges = [-2.1, -0.8, 2.0, 1.9];
        }
        "shadow" => {
            light = Light {
                slope: dice.within(0.2..0.8),
                shadow_at: dice.within(0.35..0.65),
                shadow: dice.within(0.05..0.4),
                ..light
            };
        }
        "dim" => {
            light.strength = dice.within(0.012..0.08);
            lens.noise = dice.within(0.004..0.02);
        }
        "glare" => {
            let reach = modules * module / width as f32;
            for spot in &mut light.glare {
                let (x, y) = (pose.centre[0] / width as f32, pose.centre[1] / height as f32);
                let (dx, dy) = (dice.about(0.0..0.5) * reach, dice.about(0.0..0.8) * reach);
                *spot = [x + dx, y + dy, reach * dice.within(0.15..0.6), dice.within(0.2..1.2)];
            }
        }
        "worn" => sheet.worn = dice.within(4.0..26.0) as usize,
        "squeezed" => lens.jpeg = dice.within(2.0..14.0) as u8,
        "small" => {
            module = dice.within(1.3..2.5);
            lens.defocus = dice.within(0.3..0.8);
        }
        "perspective" => {
            module *= 1.3;
            let strong = dice.about(48.0..73.0);
            if dice.0.below(2) == 0 {
                pose.yaw = strong
            } else {
                pose.pitch = strong
            }
            pose.roll = dice.about(0.0..50.0);
        }
        "curved" => {
            pose.bend = dice.about(0.6..1.7);
            pose.roll = dice.pick(&[0.0, 90.0, 180.0, 270.0]) + dice.about(0.0..20.0);
        }
        "blurred" => lens.defocus = module * dice.within(0.5..1.05),
        "shaken" => {
            lens.motion = module * dice.within(0.8..2.2);
            lens.direction = dice.within(0.0..180.0);
        }
        "still-4k" => {
            module = dice.within(3.0..9.0);
            pose.roll = dice.within(0.0..360.0);
            lens = Lens { defocus: dice.within(0.8..2.0), noise: dice.within(0.006..0.02), ..lens };
            pose.centre = [width as f32 * dice.within(0.25..0.75), height as f32 * dice.within(0.25..0.75)];
        }
        _ => {}
    }
    pose.size = modules * module;
    sheet.codes.insert(0, first);
    let grey = photograph(&sheet, &pose, &light, &lens, number ^ 0x5eed);
    Shot { width, height, grey, wanted, also }
}

/// A picture without a code: a sheet of writing, most of them with something on it that looks like one.
pub fn decoy(number: u64, width: usize, height: usize) -> Vec<u8> {
    let mut dice = Dice(Numbers(number * 31 + 77));
    let count = 21 + 4 * dice.0.below(10) as usize;
    let kind = dice.0.below(6);
    let mut thing = Printed::of(&code(b"0", EcLevel::L), [-0.5, -0.5], 1.0);
    thing.count = count;
    let mut random = || dice.0.below(2) == 0;
    thing.modules = (0..count * count)
        .map(|i| {
            let (x, y) = (i % count, i / count);
            // How far from the middle of the nearest of the three finder patterns.
            let (near_x, near_y) =
                (if x < count / 2 { 3 } else { count - 4 }, if y < count / 2 { 3 } else { count - 4 });
            let ring = x.abs_diff(near_x).max(y.abs_diff(near_y));
            let finder = matches!(ring, 0 | 1 | 3);
            match kind {
                // Finders, timing and noise between them; finders alone; four finders; noise; a chequer; rings all over.
                0 if ring <= 4 && (x < count / 2 || y < count / 2) => finder,
                0 if x == 6 || y == 6 => (x + y) % 2 == 0,
                1 => ring <= 4 && finder && (x < count / 2 || y < count / 2),
                2 if ring <= 4 => finder,
                3 | 0 | 2 => random(),
                4 => (x + y) % 2 == 0,
                _ => (x % 9).abs_diff(4).max((y % 9).abs_diff(4)) % 2 == 1,
            }
        })
        .collect();
    let sheet = Sheet {
        codes: vec![thing],
        edges: [-dice.within(0.7..3.0), -dice.within(0.7..1.4), dice.within(0.7..3.0), dice.within(0.7..1.6)],
        paper: dice.within(0.5..0.9),
        ink: dice.within(0.03..0.2),
        ground: dice.within(0.05..0.6),
        furniture: true,
        worn: 0,
    };
    let pose = Pose {
        width,
        height,
        size: height as f32 * dice.within(0.3..0.9),
        centre: [width as f32 / 2.0, height as f32 / 2.0],
        roll: dice.within(0.0..360.0),
        yaw: dice.about(0.0..35.0),
        pitch: dice.about(0.0..35.0),
        bend: 0.0,
    };
    let lens = Lens { defocus: dice.within(0.3..1.5), noise: dice.within(0.002..0.03), ..Lens::SHARP };
    photograph(&sheet, &pose, &Light::EVEN, &lens, number)
}

/// A card before a hand that is not yet still and a lens that is not yet sharp: frame by frame at 15 a second, better after a second or two.
/// The text, and the grey frames of 1280 by 720.
pub fn shaky(frames: usize) -> (String, impl Iterator<Item = Vec<u8>>) {
    let mut dice = Dice(Numbers(2026));
    let text = card(&mut dice);
    let first = printed(&text, EcLevel::M, [-0.5, -0.5], 1.0);
    let size = first.count as f32 * 4.4;
    let sheet = Sheet {
        codes: vec![first],
        edges: [-2.2, -0.8, 0.8, 1.2],
        paper: 0.8,
        ink: 0.08,
        ground: 0.25,
        furniture: true,
        worn: 3,
    };
    let drawn = (0..frames).map(move |index| {
        let time = index as f32 / 15.0;
        let unrest = (-time / 0.9).exp();
        let sway = |speed: f32, phase: f32| (time * speed + phase).sin() + 0.5 * (time * speed * 2.3 + phase).sin();
        let pose = Pose {
            width: 1280,
            height: 720,
            size,
            centre: [680.0 + (90.0 * unrest + 8.0) * sway(7.0, 0.3), 350.0 + (70.0 * unrest + 6.0) * sway(8.3, 1.1)],
            roll: 6.0 + (8.0 * unrest + 1.0) * sway(5.1, 2.0),
            yaw: 14.0 + 4.0 * sway(3.0, 0.0),
            pitch: -9.0 + 4.0 * sway(2.4, 1.0),
            bend: 0.0,
        };
        let light = Light { strength: 0.5, slope: 0.25, direction: 40.0, ..Light::EVEN };
        let lens = Lens {
            defocus: 6.0 * unrest + 0.9,
            motion: 16.0 * unrest + 2.5 * (1.0 + sway(4.0, 0.0)).abs(),
            direction: time * 170.0,
            noise: 0.012,
            crisp: 0.4,
            jpeg: 0,
        };
        photograph(&sheet, &pose, &light, &lens, index as u64)
    });
    (text, drawn)
}
