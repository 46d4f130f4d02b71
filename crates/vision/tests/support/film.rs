//! Draws the frames of a camera film that shows one QR code, slowly moving: what the journeys feed to the browser.

use qrcode::EcLevel;

use super::scene::{View, code, draw};

/// What is filmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Film {
    pub text: String,
    pub width: usize,
    pub height: usize,
    /// Frames a second.
    pub rate: usize,
    pub seconds: usize,
    /// Length of a side of the code (without its quiet zone of four modules), in pixels.
    pub size: f32,
}

impl Film {
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), width: 1280, height: 720, rate: 10, seconds: 4, size: 420.0 }
    }

    pub fn frames(&self) -> usize {
        self.rate * self.seconds
    }

    /// First line of the file: YUV4MPEG2, progressive, square pixels, 4:2:0.
    pub fn header(&self) -> String {
        format!("YUV4MPEG2 W{} H{} F{}:1 Ip A1:1 C420jpeg\n", self.width, self.height, self.rate)
    }

    /// The luma of one frame. The first and the last lie next to each other, for players that start over.
    pub fn luma(&self, index: usize) -> Vec<u8> {
        let turn = index as f32 / self.frames() as f32 * std::f32::consts::TAU;
        let (sin, cos) = turn.sin_cos();
        let view = View {
            centre: [self.width as f32 * 0.5 + 24.0 * cos, self.height as f32 * 0.5 + 14.0 * sin],
            turn: 4.0 * sin,
            tilt: 0.04 + 0.04 * cos,
            ink: 28,
            paper: 232,
            ground: 205,
            blur: 1,
            noise: 6,
            seed: 1 + index as u64,
            ..View::flat(self.width, self.height, self.size)
        };
        draw(&code(self.text.as_bytes(), EcLevel::M), &view)
    }

    /// One frame as it stands in the file: a mark, the luma, two colour planes of half the size without colour.
    pub fn frame(&self, index: usize) -> Vec<u8> {
        let mut bytes = b"FRAME\n".to_vec();
        bytes.extend(self.luma(index));
        let colour = 2 * self.width.div_ceil(2) * self.height.div_ceil(2);
        bytes.resize(bytes.len() + colour, 128);
        bytes
    }
}
