//! Draws a sheet of paper the way a phone sees it on a table: in perspective, with print, shadows, blur and noise, on a
//! ground with a pattern of its own. Deterministic; the true corners are known.

use super::scene::Numbers;

/// A picture of a sheet, and where the sheet truly lies (clockwise from the corner nearest to the top left).
pub struct Sheet {
    pub grey: Vec<u8>,
    pub width: usize,
    pub height: usize,
    pub corners: [[f32; 2]; 4],
}

/// How hard the picture is made, 0 (a scan) to 1 (a hurried photo in bad light).
pub fn sheet(width: usize, height: usize, seed: u64, hard: f32) -> Sheet {
    let mut n = Numbers(seed.wrapping_mul(0x9e37_79b9).wrapping_add(17));
    let mut between = |a: f32, b: f32| a + (b - a) * n.unit();
    let (w, h) = (width as f32, height as f32);
    // A4 or a half of it, upright or lying, turned and tilted before a pinhole camera.
    let (mut a, mut b) = if between(0.0, 1.0) < 0.8 { (0.707, 1.0) } else { (0.66, 1.0) };
    if between(0.0, 1.0) < 0.3 {
        std::mem::swap(&mut a, &mut b);
    }
    let turn = between(-0.25, 0.25) * (0.3 + hard);
    let (tilt_x, tilt_y) = (between(-0.5, 0.5) * hard, between(-0.4, 0.4) * hard);
    let far = 2.2;
    let project = |u: f32, v: f32| {
        let (x, y) = ((u - 0.5) * a, (v - 0.5) * b);
        let (x, y) = (x * turn.cos() - y * turn.sin(), x * turn.sin() + y * turn.cos());
        let (y, z) = (y * tilt_x.cos(), y * tilt_x.sin());
        let (x, z) = (x * tilt_y.cos() + z * tilt_y.sin(), z * tilt_y.cos() - x * tilt_y.sin());
        [x / (far + z), y / (far + z)]
    };
    let raw = [project(0.0, 0.0), project(1.0, 0.0), project(1.0, 1.0), project(0.0, 1.0)];
    let (min_x, max_x) = raw.iter().fold((f32::MAX, f32::MIN), |m, p| (m.0.min(p[0]), m.1.max(p[0])));
    let (min_y, max_y) = raw.iter().fold((f32::MAX, f32::MIN), |m, p| (m.0.min(p[1]), m.1.max(p[1])));
    let fill = between(0.62, 0.95);
    let scale = (w / (max_x - min_x)).min(h / (max_y - min_y)) * fill;
    let free = [w - (max_x - min_x) * scale, h - (max_y - min_y) * scale];
    let (ox, oy) = (between(0.15, 0.85) * free[0] - min_x * scale, between(0.15, 0.85) * free[1] - min_y * scale);
    let corners = raw.map(|[x, y]| [x * scale + ox, y * scale + oy]);
    let back = inverse(&corners);

    let paper = between(185.0, 245.0);
    let ground = between(40.0, paper - 45.0 + 15.0 * hard);
    let grain = between(2.0, 18.0) * (0.3 + hard);
    let plank = between(30.0, 160.0);
    let plank_turn: f32 = between(0.0, 3.1);
    let (light_x, light_y) = (between(-0.35, 0.35) * hard, between(-0.35, 0.35) * hard);
    let (shadow_at, shadow_turn, shadow) =
        (between(0.2, 0.8), between(0.0, std::f32::consts::TAU), 1.0 - between(0.0, 0.45) * hard);
    let ink = between(25.0, 90.0);
    let (lines, margin) = (between(14.0, 46.0), between(0.06, 0.14));
    let framed = between(0.0, 1.0) < 0.3;
    let salt = (seed as u32) ^ 0x5bd1_e995;
    let hash = |x: i32, y: i32| {
        let mut z = (x as u32).wrapping_mul(0x85eb_ca6b) ^ (y as u32).wrapping_mul(0xc2b2_ae35) ^ salt;
        z = (z ^ (z >> 15)).wrapping_mul(0x2c1b_3c6d);
        z = (z ^ (z >> 12)).wrapping_mul(0x297a_2d39);
        ((z ^ (z >> 15)) & 0xffff) as f32 / 65535.0
    };
    let level = |x: f32, y: f32| -> f32 {
        let den = back[6] * x + back[7] * y + 1.0;
        let (u, v) = ((back[0] * x + back[1] * y + back[2]) / den, (back[3] * x + back[4] * y + back[5]) / den);
        let mut value = if (0.0..=1.0).contains(&u) && (0.0..=1.0).contains(&v) {
            let (inner_u, row) = ((u - margin) / (1.0 - 2.0 * margin), (v - margin) / (1.0 - 2.0 * margin) * lines);
            let printed = (0.0..1.0).contains(&inner_u) && row > 0.0 && row < lines && {
                let line = row.floor();
                let word = (inner_u * 60.0).floor();
                let long = 0.45 + 0.55 * hash(line as i32, 7);
                row.fract() < 0.45 && inner_u < long && hash(word as i32, line as i32) > 0.25
            };
            let border = framed && (0.03..0.035).contains(&u.min(1.0 - u).min(v.min(1.0 - v)));
            if printed || border { ink } else { paper }
        } else {
            let along = x * plank_turn.cos() + y * plank_turn.sin();
            let board = (along / plank).floor();
            let seam = if (along / plank).fract() < 0.03 { -18.0 * hard } else { 0.0 };
            ground
                + (hash(board as i32, 3) - 0.5) * 40.0 * hard
                + seam
                + (hash(x as i32 / 2, y as i32 / 2) - 0.5) * grain
        };
        value *= 1.0 + light_x * (x / w - 0.5) + light_y * (y / h - 0.5);
        let side = (x / w - 0.5) * shadow_turn.cos() + (y / h - 0.5) * shadow_turn.sin() + 0.5 - shadow_at;
        let soft = (side * 12.0 + 0.5).clamp(0.0, 1.0);
        value * (shadow + (1.0 - shadow) * soft)
    };
    let mut grey = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let (x, y) = (x as f32, y as f32);
            let sum = level(x + 0.25, y + 0.25)
                + level(x + 0.75, y + 0.25)
                + level(x + 0.25, y + 0.75)
                + level(x + 0.75, y + 0.75);
            grey.push((sum / 4.0).clamp(0.0, 255.0) as u8);
        }
    }
    for _ in 0..(hard * 2.5) as usize {
        grey = super::scene::blur(&grey, width, height);
    }
    let noise = (hard * 10.0) as i32;
    if noise > 0 {
        for v in &mut grey {
            *v = (i32::from(*v) + n.below(2 * noise as u64 + 1) as i32 - noise).clamp(0, 255) as u8;
        }
    }
    let first = (0..4)
        .min_by(|&a, &b| (corners[a][0] + corners[a][1]).total_cmp(&(corners[b][0] + corners[b][1])))
        .unwrap_or(0);
    Sheet { grey, width, height, corners: std::array::from_fn(|i| corners[(first + i) % 4]) }
}

/// From the frame back to the unit square of the sheet: the eight numbers of the projective map.
fn inverse(c: &[[f32; 2]; 4]) -> [f32; 8] {
    // Unit square to quadrilateral (Heckbert), then the adjugate.
    let [p0, p1, p2, p3] = *c;
    let (dx1, dx2, sx) = (p1[0] - p2[0], p3[0] - p2[0], p0[0] - p1[0] + p2[0] - p3[0]);
    let (dy1, dy2, sy) = (p1[1] - p2[1], p3[1] - p2[1], p0[1] - p1[1] + p2[1] - p3[1]);
    let det = dx1 * dy2 - dx2 * dy1;
    let (g, h) = ((sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det);
    let (a, b, cc) = (p1[0] - p0[0] + g * p1[0], p3[0] - p0[0] + h * p3[0], p0[0]);
    let (d, e, f) = (p1[1] - p0[1] + g * p1[1], p3[1] - p0[1] + h * p3[1], p0[1]);
    let m = [
        e - f * h,
        cc * h - b,
        b * f - cc * e,
        f * g - d,
        a - cc * g,
        cc * d - a * f,
        d * h - e * g,
        b * g - a * h,
        a * e - b * d,
    ];
    std::array::from_fn(|i| m[i] / m[8])
}

/// A board of light and dark fields between these corners, on black.
pub fn chequered(width: usize, height: usize, corners: &[[f32; 2]; 4], fields: usize) -> Vec<u8> {
    let back = inverse(corners);
    let mut grey = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
            let den = back[6] * x + back[7] * y + 1.0;
            let (u, v) = ((back[0] * x + back[1] * y + back[2]) / den, (back[3] * x + back[4] * y + back[5]) / den);
            let inside = (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v);
            let light = ((u * fields as f32) as usize + (v * fields as f32) as usize).is_multiple_of(2);
            grey.push(if inside && light { 230 } else { 20 });
        }
    }
    grey
}
