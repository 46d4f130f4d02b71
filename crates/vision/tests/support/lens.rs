//! What happens between the paper and the file: uneven light and glare, defocus, a moving hand, noise, the camera's curve, JPEG.

use super::scene::Numbers;

/// The light on the scene. Places are shares of the picture's width and height.
#[derive(Clone, Copy, Debug)]
pub struct Light {
    /// 1 is a well exposed picture.
    pub strength: f32,
    /// How much darker one end is, and the direction of the fall in degrees.
    pub slope: f32,
    pub direction: f32,
    /// A shadow's edge: place along the direction, and how much light is left behind it (1: no shadow).
    pub shadow_at: f32,
    pub shadow: f32,
    /// Reflections: middle, radius, and strength in units of white.
    pub glare: [[f32; 4]; 2],
}

impl Light {
    pub const EVEN: Self = Self {
        strength: 1.0,
        slope: 0.0,
        direction: 0.0,
        shadow_at: 2.0,
        shadow: 1.0,
        glare: [[0.0, 0.0, 1.0, 0.0]; 2],
    };

    /// What reaches the lens from a surface that reflects so much.
    pub fn on(&self, reflectance: f32, x: f32, y: f32) -> f32 {
        let (sin, cos) = self.direction.to_radians().sin_cos();
        let along = (x - 0.5) * cos + (y - 0.5) * sin + 0.5;
        // The edge of a shadow is soft.
        let edge = ((along - self.shadow_at) / 0.02).clamp(-1.0, 1.0) * 0.5 + 0.5;
        let level = self.strength * (1.0 - self.slope * along.clamp(0.0, 1.0)) * (1.0 - edge * (1.0 - self.shadow));
        let mirrored: f32 = self
            .glare
            .iter()
            .map(|[gx, gy, radius, strength]| {
                let far = (x - gx).hypot((y - gy) * 0.6) / radius;
                strength * (-far * far * 2.0).exp()
            })
            .sum();
        reflectance * level + mirrored
    }
}

/// The camera.
#[derive(Clone, Copy, Debug)]
pub struct Lens {
    /// Radius of the disc that a point becomes, in pixels.
    pub defocus: f32,
    /// Length (pixels) and direction (degrees) of the hand's way during the exposure.
    pub motion: f32,
    pub direction: f32,
    /// Deviation of the noise in the dark and at white, in units of white.
    pub noise: f32,
    /// How much edges are overdone afterwards, as phones do.
    pub crisp: f32,
    /// Quality of the JPEG, 1 to 100; 0 for none.
    pub jpeg: u8,
}

impl Lens {
    pub const SHARP: Self = Self { defocus: 0.4, motion: 0.0, direction: 0.0, noise: 0.004, crisp: 0.0, jpeg: 0 };

    /// From light to the grey levels of the file.
    pub fn expose(&self, mut light: Vec<f32>, width: usize, height: usize, numbers: &mut Numbers) -> Vec<u8> {
        if self.defocus > 0.3 {
            light = disc(&light, width, height, self.defocus);
        }
        if self.motion > 1.0 {
            light = swept(&light, width, height, self.motion, self.direction);
        }
        let mut levels: Vec<f32> = light
            .into_iter()
            .map(|v| {
                let rough = numbers.unit() + numbers.unit() + numbers.unit() - 1.5;
                // Half of the noise is always there, the rest grows with the light.
                let deviation = self.noise * (0.5 + 0.5 * v.max(0.0).sqrt());
                (v + rough * 2.0 * deviation).clamp(0.0, 1.0).powf(1.0 / 2.2) * 255.0
            })
            .collect();
        if self.crisp > 0.0 {
            let soft = disc(&levels, width, height, 1.2);
            levels.iter_mut().zip(soft).for_each(|(v, s)| *v += self.crisp * (*v - s));
        }
        if self.jpeg > 0 {
            super::jpeg::squeeze(&mut levels, width, height, self.jpeg);
        }
        levels.into_iter().map(|v| v.round().clamp(0.0, 255.0) as u8).collect()
    }
}

/// Every point becomes a disc, with soft ends of its rows.
fn disc(image: &[f32], width: usize, height: usize, radius: f32) -> Vec<f32> {
    // Sums over the beginning of each row; a padded row is summed once and read many times.
    let stride = width + 1;
    let mut sums = vec![0.0f64; stride * height];
    for y in 0..height {
        let mut sum = 0.0;
        for x in 0..width {
            sum += f64::from(image[y * width + x]);
            sums[y * stride + x + 1] = sum;
        }
    }
    let up_to = |y: usize, x: f32| {
        let x = x.clamp(0.0, width as f32);
        let whole = (x as usize).min(width - 1);
        let row = &sums[y * stride..(y + 1) * stride];
        row[whole] + (row[whole + 1] - row[whole]) * f64::from(x - whole as f32)
    };
    let reach = radius.ceil() as i32;
    let rows: Vec<(i32, f32)> = (-reach..=reach)
        .map(|dy| (dy, (radius * radius - (dy * dy) as f32).max(0.0).sqrt()))
        .filter(|row| row.1 > 0.05)
        .collect();
    let mut out = Vec::with_capacity(image.len());
    for y in 0..height as i32 {
        for x in 0..width {
            let middle = x as f32 + 0.5;
            let (mut sum, mut area) = (0.0, 0.0f64);
            for &(dy, half) in &rows {
                let row = (y + dy).clamp(0, height as i32 - 1) as usize;
                let (from, to) = ((middle - half).max(0.0), (middle + half).min(width as f32));
                sum += up_to(row, to) - up_to(row, from);
                area += f64::from(to - from);
            }
            out.push((sum / area) as f32);
        }
    }
    out
}

/// Every point becomes a stroke.
fn swept(image: &[f32], width: usize, height: usize, length: f32, direction: f32) -> Vec<f32> {
    let (sin, cos) = direction.to_radians().sin_cos();
    let steps = length.ceil().max(2.0) as usize;
    let offsets: Vec<(i32, i32)> = (0..steps)
        .map(|i| {
            let t = length * (i as f32 / (steps - 1) as f32 - 0.5);
            ((t * cos).round() as i32, (t * sin).round() as i32)
        })
        .collect();
    let mut out = Vec::with_capacity(image.len());
    for y in 0..height as i32 {
        for x in 0..width as i32 {
            let sum: f32 = offsets
                .iter()
                .map(|(dx, dy)| {
                    let (x, y) = ((x + dx).clamp(0, width as i32 - 1), (y + dy).clamp(0, height as i32 - 1));
                    image[y as usize * width + x as usize]
                })
                .sum();
            out.push(sum / steps as f32);
        }
    }
    out
}
