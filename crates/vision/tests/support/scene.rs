//! Draws a QR code the way a camera would see it: turned, tilted, blurred, noisy, faint. Deterministic.

use qrcode::{Color, EcLevel, QrCode};

/// How a code is put into a frame.
#[derive(Clone, Copy, Debug)]
pub struct View {
    pub width: usize,
    pub height: usize,
    /// Length of a side of the code (without its quiet zone), in pixels.
    pub size: f32,
    /// Middle of the code, in pixels.
    pub centre: [f32; 2],
    /// Turn, in degrees.
    pub turn: f32,
    /// Tilt: how much smaller the far edge is drawn, from 0 (flat) towards 1.
    pub tilt: f32,
    /// Grey levels of ink and of paper.
    pub ink: u8,
    pub paper: u8,
    /// Grey level around the paper.
    pub ground: u8,
    /// How often a box blur of 3 by 3 is applied.
    pub blur: usize,
    /// Largest change of a grey level by noise.
    pub noise: u8,
    pub seed: u64,
}

impl View {
    pub fn flat(width: usize, height: usize, size: f32) -> Self {
        Self {
            width,
            height,
            size,
            centre: [width as f32 / 2.0, height as f32 / 2.0],
            turn: 0.0,
            tilt: 0.0,
            ink: 20,
            paper: 235,
            ground: 190,
            blur: 0,
            noise: 0,
            seed: 1,
        }
    }
}

/// A stream of numbers that is the same in every run (splitmix64).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// From 0 to 1.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }
}

pub fn code(content: &[u8], level: EcLevel) -> QrCode {
    match QrCode::with_error_correction_level(content, level) {
        Ok(code) => code,
        Err(error) => panic!("{} bytes do not fit a code: {error}", content.len()),
    }
}

/// The grey frame of a code seen like this.
pub fn draw(code: &QrCode, view: &View) -> Vec<u8> {
    let side = code.width() as f32;
    let colors = code.to_colors();
    let (sin, cos) = view.turn.to_radians().sin_cos();
    let module = view.size / side;
    let level = |x: f32, y: f32| -> f32 {
        let (dx, dy) = (x - view.centre[0], y - view.centre[1]);
        let (across, down) = (dx * cos + dy * sin, dy * cos - dx * sin);
        // A plane leaning away from the camera: the further down, the smaller.
        let lean = 1.0 - view.tilt * down / view.size;
        if lean < 0.2 {
            return f32::from(view.ground);
        }
        let (u, v) = (across / lean / module + side / 2.0, down / lean / module + side / 2.0);
        let quiet = 4.0;
        if u < -quiet || v < -quiet || u >= side + quiet || v >= side + quiet {
            return f32::from(view.ground);
        }
        let inside = u >= 0.0 && v >= 0.0 && u < side && v < side;
        let dark = inside && colors[v as usize * code.width() + u as usize] == Color::Dark;
        f32::from(if dark { view.ink } else { view.paper })
    };
    let mut frame = Vec::with_capacity(view.width * view.height);
    for y in 0..view.height {
        for x in 0..view.width {
            let (x, y) = (x as f32, y as f32);
            let sum: f32 =
                [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)].iter().map(|(i, j)| level(x + i, y + j)).sum();
            frame.push((sum / 4.0) as u8);
        }
    }
    for _ in 0..view.blur {
        frame = blur(&frame, view.width, view.height);
    }
    let mut numbers = Numbers(view.seed);
    if view.noise > 0 {
        let spread = i32::from(view.noise);
        for v in &mut frame {
            let change = numbers.below(2 * spread as u64 + 1) as i32 - spread;
            *v = (i32::from(*v) + change).clamp(0, 255) as u8;
        }
    }
    frame
}

pub fn blur(frame: &[u8], width: usize, height: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(frame.len());
    for y in 0..height {
        for x in 0..width {
            let mut sum = 0u32;
            for row in [y.saturating_sub(1), y, (y + 1).min(height - 1)] {
                for column in [x.saturating_sub(1), x, (x + 1).min(width - 1)] {
                    sum += u32::from(frame[row * width + column]);
                }
            }
            out.push((sum / 9) as u8);
        }
    }
    out
}
