//! What JPEG does to a grey picture: blocks of 8 by 8, cosine transform, coarse steps, and back (ITU-T T.81, annexes A and K.1).

/// The luminance steps of annex K at quality 50.
const STEPS: [u8; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
];

/// The steps at a quality from 1 to 100, scaled as the usual encoders do.
fn steps(quality: u8) -> [f32; 64] {
    let quality = f32::from(quality.clamp(1, 100));
    let scale = if quality < 50.0 { 5000.0 / quality } else { 200.0 - 2.0 * quality };
    std::array::from_fn(|i| ((f32::from(STEPS[i]) * scale + 50.0) / 100.0).floor().clamp(1.0, 255.0))
}

/// The rows of the cosine transform.
fn basis() -> [[f32; 8]; 8] {
    std::array::from_fn(|k| {
        let norm = if k == 0 { 0.125f32.sqrt() } else { 0.5 };
        std::array::from_fn(|x| norm * ((2 * x + 1) as f32 * k as f32 * std::f32::consts::PI / 16.0).cos())
    })
}

/// Compresses levels (0 to 255) and takes them out again.
pub fn squeeze(levels: &mut [f32], width: usize, height: usize, quality: u8) {
    let (steps, basis) = (steps(quality), basis());
    for y0 in (0..height).step_by(8) {
        for x0 in (0..width).step_by(8) {
            let at = |x: usize, y: usize| (y0 + y).min(height - 1) * width + (x0 + x).min(width - 1);
            let mut block = [[0.0f32; 8]; 8];
            for (y, row) in block.iter_mut().enumerate() {
                for (x, v) in row.iter_mut().enumerate() {
                    *v = levels[at(x, y)] - 128.0;
                }
            }
            let mut turned = transformed(&transformed(&block, &basis), &basis);
            for (row, steps) in turned.iter_mut().zip(steps.as_chunks::<8>().0) {
                row.iter_mut().zip(steps).for_each(|(v, step)| *v = (*v / step).round() * step);
            }
            let back = restored(&restored(&turned, &basis), &basis);
            for y in 0..8.min(height - y0) {
                for x in 0..8.min(width - x0) {
                    levels[(y0 + y) * width + x0 + x] = back[y][x] + 128.0;
                }
            }
        }
    }
}

/// One pass along rows, and transposed: twice is the whole transform, the right way round.
fn transformed(block: &[[f32; 8]; 8], basis: &[[f32; 8]; 8]) -> [[f32; 8]; 8] {
    std::array::from_fn(|k| std::array::from_fn(|y| (0..8).map(|x| basis[k][x] * block[y][x]).sum()))
}

fn restored(block: &[[f32; 8]; 8], basis: &[[f32; 8]; 8]) -> [[f32; 8]; 8] {
    std::array::from_fn(|x| std::array::from_fn(|y| (0..8).map(|k| basis[k][x] * block[y][k]).sum()))
}
