//! A photograph of printed codes, drawn: a pinhole camera looks at a sheet that is turned, tilted or bent, under a light.
//!
//! Everything is drawn in linear light and becomes grey levels (sRGB's curve) at the very end, as in a camera: blur and noise
//! act on light, not on levels. Deterministic for a seed.

use qrcode::{Color, QrCode};

use super::lens::{Lens, Light};
use super::scene::Numbers;

/// A code on the sheet. Lengths are in code sides of the first code.
pub struct Printed {
    /// Its modules, row by row: whether they are dark.
    pub modules: Vec<bool>,
    /// Modules on a side.
    pub count: usize,
    /// Its top left corner on the sheet; the first code's middle is the sheet's origin when this is (-0.5, -0.5).
    pub at: [f32; 2],
    /// Length of its side.
    pub side: f32,
    /// Light print on dark ground.
    pub inverted: bool,
    /// Printed (or filmed) the wrong way round.
    pub mirrored: bool,
}

/// The sheet: where it ends, how it reflects.
pub struct Sheet {
    pub codes: Vec<Printed>,
    /// Left, top, right, bottom of the sheet.
    pub edges: [f32; 4],
    /// Reflectances from 0 to 1.
    pub paper: f32,
    pub ink: f32,
    pub ground: f32,
    /// Lines of writing and a framed picture beside the codes.
    pub furniture: bool,
    /// Scratches and dirt: how many.
    pub worn: usize,
}

/// From where it is seen.
#[derive(Clone, Copy, Debug)]
pub struct Pose {
    pub width: usize,
    pub height: usize,
    /// Side of the first code in pixels, seen from in front.
    pub size: f32,
    /// Where the sheet's origin comes to lie, in pixels.
    pub centre: [f32; 2],
    /// Turn in the picture's plane, tilts about the upright and the level axis: degrees.
    pub roll: f32,
    pub yaw: f32,
    pub pitch: f32,
    /// Bend: one over the radius of the cylinder, in sides of the first code; negative is hollow; 0 is flat.
    pub bend: f32,
}

const QUIET: f32 = 4.0;

impl Printed {
    /// A code with its top left corner here, and a side of this length.
    pub fn of(code: &QrCode, at: [f32; 2], side: f32) -> Self {
        let modules = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Self { modules, count: code.width(), at, side, inverted: false, mirrored: false }
    }

    fn light(&self, sheet: &Sheet, u: f32, v: f32) -> Option<f32> {
        let count = self.count as f32;
        let (mut a, b) = ((u - self.at[0]) / self.side * count, (v - self.at[1]) / self.side * count);
        if a < -QUIET || b < -QUIET || a >= count + QUIET || b >= count + QUIET {
            return None;
        }
        if self.mirrored {
            a = count - a;
        }
        let inside = a >= 0.0 && b >= 0.0 && a < count && b < count;
        let dark = inside && self.modules[b as usize * self.count + a.min(count - 1.0) as usize];
        Some(if dark == self.inverted { sheet.paper } else { sheet.ink })
    }
}

/// A number from 0 to 1 that belongs to two whole numbers.
fn hashed(a: i32, b: i32) -> f32 {
    Numbers((a as u32 as u64) << 32 | b as u32 as u64).unit()
}

impl Sheet {
    /// The reflectance at a place.
    fn light(&self, u: f32, v: f32, marks: &[[f32; 5]]) -> f32 {
        let [left, top, right, bottom] = self.edges;
        if u < left || v < top || u > right || v > bottom {
            // A table: planks of slightly different wood.
            let plank = hashed((u * 1.7).floor() as i32, 7) * 0.5 + hashed((u * 40.0).floor() as i32, 9) * 0.2;
            return self.ground * (0.7 + plank);
        }
        let mut level = self.codes.iter().find_map(|code| code.light(self, u, v)).unwrap_or_else(|| self.beside(u, v));
        for [x, y, dx, dy, value] in marks {
            // A stroke: the distance to a line of this direction and length.
            let along = ((u - x) * dx + (v - y) * dy).clamp(0.0, 0.35);
            if (u - x - dx * along).hypot(v - y - dy * along) < 0.005 + 0.008 * value {
                level = if *value > 0.5 { self.paper } else { self.paper * 0.45 };
            }
        }
        level
    }

    fn beside(&self, u: f32, v: f32) -> f32 {
        if !self.furniture {
            return self.paper;
        }
        let (line, height) = ((v / 0.11).floor() as i32, (v / 0.11).rem_euclid(1.0));
        let (letter, width) = ((u / 0.05).floor() as i32, (u / 0.05).rem_euclid(1.0));
        let written = hashed(line, 1) > 0.35 && hashed(letter / 5, line) > 0.2;
        let stroke = (0.2..0.75).contains(&height) && (width < 0.3 || height < 0.33 && hashed(letter, line) > 0.5);
        if written && stroke { self.ink * 1.2 } else { self.paper }
    }
}

/// Where a pixel looks: the place on the sheet, or nothing beyond its horizon.
fn place(pose: &Pose, axes: &[[f32; 3]; 3], eye: [f32; 3], x: f32, y: f32, focal: f32) -> Option<[f32; 2]> {
    let ray = [(x - pose.centre[0]) / focal, (y - pose.centre[1]) / focal, 1.0];
    // The ray in the sheet's own axes: the transpose of the turn.
    let d: [f32; 3] = std::array::from_fn(|i| (0..3).map(|k| axes[k][i] * ray[k]).sum());
    if pose.bend.abs() < 1e-3 {
        let t = -eye[2] / d[2];
        return (t > 0.0 && t.is_finite()).then(|| [eye[0] + t * d[0], eye[1] + t * d[1]]);
    }
    // A cylinder about an upright axis, touching the flat sheet at its origin.
    let radius = 1.0 / pose.bend;
    let (ox, oz) = (eye[0], eye[2] - radius);
    let (a, b, c) = (d[0] * d[0] + d[2] * d[2], ox * d[0] + oz * d[2], ox * ox + oz * oz - radius * radius);
    let root = b * b - a * c;
    if root < 0.0 {
        return None;
    }
    // The near side of a bulging sheet, the far side of a hollow one.
    let t = (-b - root.sqrt() * radius.signum()) / a;
    let (px, pz) = (ox + t * d[0], oz + t * d[2]);
    (t > 0.0).then(|| [radius * px.atan2(-pz * radius.signum()) * radius.signum(), eye[1] + t * d[1]])
}

/// The rotation of the sheet: roll after yaw after pitch.
fn turned(pose: &Pose) -> [[f32; 3]; 3] {
    let (sr, cr) = pose.roll.to_radians().sin_cos();
    let (sy, cy) = pose.yaw.to_radians().sin_cos();
    let (sp, cp) = pose.pitch.to_radians().sin_cos();
    let about_level = [[1.0, 0.0, 0.0], [0.0, cp, -sp], [0.0, sp, cp]];
    let upright = [[cy, 0.0, sy], [0.0, 1.0, 0.0], [-sy, 0.0, cy]];
    let in_plane = [[cr, -sr, 0.0], [sr, cr, 0.0], [0.0, 0.0, 1.0]];
    product(&in_plane, &product(&upright, &about_level))
}

fn product(a: &[[f32; 3]; 3], b: &[[f32; 3]; 3]) -> [[f32; 3]; 3] {
    std::array::from_fn(|i| std::array::from_fn(|j| (0..3).map(|k| a[i][k] * b[k][j]).sum()))
}

/// Takes the photograph: grey levels, row by row.
pub fn photograph(sheet: &Sheet, pose: &Pose, light: &Light, lens: &Lens, seed: u64) -> Vec<u8> {
    let mut numbers = Numbers(seed);
    let marks: Vec<[f32; 5]> = (0..sheet.worn)
        .map(|_| {
            let angle = numbers.unit() * std::f32::consts::TAU;
            [numbers.unit() * 1.3 - 0.65, numbers.unit() * 1.3 - 0.65, angle.cos(), angle.sin(), numbers.unit()]
        })
        .collect();
    let focal = pose.width.max(pose.height) as f32 * 0.9;
    // The distance at which a code seen from in front has its size.
    let away = focal / pose.size;
    let axes = turned(pose);
    let eye: [f32; 3] = std::array::from_fn(|i| -axes[2][i] * away);
    let mut linear = Vec::with_capacity(pose.width * pose.height);
    for y in 0..pose.height {
        for x in 0..pose.width {
            let mut sum = 0.0;
            for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                let (px, py) = (x as f32 + dx, y as f32 + dy);
                sum += place(pose, &axes, eye, px, py, focal).map_or(sheet.ground, |[u, v]| sheet.light(u, v, &marks));
            }
            linear.push(light.on(sum / 4.0, x as f32 / pose.width as f32, y as f32 / pose.height as f32));
        }
    }
    lens.expose(linear, pose.width, pose.height, &mut numbers)
}
