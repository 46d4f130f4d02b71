//! A grid of modules laid over an image: the homography from module coordinates to pixels.

use crate::plane::Plane;

/// Where a code of `side` modules lies: its corners in pixels, in the order top left, top right, bottom right, bottom left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    pub corners: [[f32; 2]; 4],
    pub side: usize,
    /// How far bent paper bulges in the middle of its rows and of its columns, in pixels.
    pub bow: [[f32; 2]; 2],
}

/// The map of one grid from module coordinates (0 to `side`) to pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Homography {
    x: [f32; 3],
    y: [f32; 3],
    w: [f32; 3],
}

/// The map of a grid that may be bent: the flat map, and the bulge on top.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Warp {
    flat: Homography,
    bow: [[f32; 2]; 2],
    side: f32,
}

impl Warp {
    /// The pixel under a point in module coordinates.
    pub fn point(&self, u: f32, v: f32) -> [f32; 2] {
        let [x, y] = self.flat.point(u, v);
        // Parabolas: nothing at the borders, all of it in the middle.
        let across = 4.0 * (u / self.side) * (1.0 - u / self.side);
        let down = 4.0 * (v / self.side) * (1.0 - v / self.side);
        [x + self.bow[0][0] * across + self.bow[1][0] * down, y + self.bow[0][1] * across + self.bow[1][1] * down]
    }
}

impl Homography {
    /// The map of the unit square to four corners (Wolberg, Digital Image Warping, 3.4.2).
    pub fn of_unit_square(corners: &[[f32; 2]; 4]) -> Option<Self> {
        let [p0, p1, p2, p3] = *corners;
        let (dx1, dy1) = (p1[0] - p2[0], p1[1] - p2[1]);
        let (dx2, dy2) = (p3[0] - p2[0], p3[1] - p2[1]);
        let (dx3, dy3) = (p0[0] - p1[0] + p2[0] - p3[0], p0[1] - p1[1] + p2[1] - p3[1]);
        let det = dx1 * dy2 - dx2 * dy1;
        let g = (dx3 * dy2 - dx2 * dy3) / det;
        let h = (dx1 * dy3 - dx3 * dy1) / det;
        (g.is_finite() && h.is_finite()).then_some(Self {
            x: [p1[0] - p0[0] + g * p1[0], p3[0] - p0[0] + h * p3[0], p0[0]],
            y: [p1[1] - p0[1] + g * p1[1], p3[1] - p0[1] + h * p3[1], p0[1]],
            w: [g, h, 1.0],
        })
    }

    /// The pixel under a point in module coordinates.
    pub fn point(&self, u: f32, v: f32) -> [f32; 2] {
        let at = |k: &[f32; 3]| k[0] * u + k[1] * v + k[2];
        let w = at(&self.w);
        [at(&self.x) / w, at(&self.y) / w]
    }

    /// The point in module coordinates under a pixel: the inverse of [`Homography::point`].
    pub fn plane_point(&self, pixel: [f32; 2]) -> [f32; 2] {
        // Solves x·(w0 u + w1 v + w2) = x0 u + x1 v + x2 and the same for y.
        let row = |k: &[f32; 3], p: f32| [k[0] - p * self.w[0], k[1] - p * self.w[1], p * self.w[2] - k[2]];
        let (a, b) = (row(&self.x, pixel[0]), row(&self.y, pixel[1]));
        let det = a[0] * b[1] - a[1] * b[0];
        [(a[2] * b[1] - a[1] * b[2]) / det, (a[0] * b[2] - a[2] * b[0]) / det]
    }
}

impl Grid {
    /// A grid that is not bent.
    pub fn flat(corners: [[f32; 2]; 4], side: usize) -> Self {
        Self { corners, side, bow: [[0.0; 2]; 2] }
    }

    /// The grid that puts the four points `inset` modules inside each corner onto these pixels.
    pub fn through(inner: &[[f32; 2]; 4], inset: f32, side: usize) -> Option<Self> {
        let map = Homography::of_unit_square(inner)?;
        let margin = inset / (side as f32 - 2.0 * inset);
        let (near, far) = (-margin, 1.0 + margin);
        let corners = [map.point(near, near), map.point(far, near), map.point(far, far), map.point(near, far)];
        corners.iter().flatten().all(|c| c.is_finite()).then_some(Self::flat(corners, side))
    }

    /// The map of this grid, or nothing when its corners do not span a plane.
    pub fn map(&self) -> Option<Warp> {
        let mut flat = Homography::of_unit_square(&self.corners)?;
        let scale = 1.0 / self.side as f32;
        for row in [&mut flat.x, &mut flat.y, &mut flat.w] {
            row[0] *= scale;
            row[1] *= scale;
        }
        Some(Warp { flat, bow: self.bow, side: self.side as f32 })
    }

    /// Mean length of a module in pixels.
    pub fn module(&self) -> f32 {
        let length = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let around: f32 = (0..4).map(|i| length(self.corners[i], self.corners[(i + 1) % 4])).sum();
        around / (4 * self.side) as f32
    }

    /// Grey level of every module, row by row: the mean of nine points in its middle.
    pub fn modules(&self, plane: &Plane<'_>) -> Option<Vec<f32>> {
        let map = self.map()?;
        let mut levels = Vec::with_capacity(self.side * self.side);
        for v in 0..self.side {
            for u in 0..self.side {
                let mut sum = 0.0;
                for dv in [0.28, 0.5, 0.72] {
                    for du in [0.28, 0.5, 0.72] {
                        let [x, y] = map.point(u as f32 + du, v as f32 + dv);
                        sum += plane.sample(x, y);
                    }
                }
                levels.push(sum / 9.0);
            }
        }
        Some(levels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_and_inner_points_agree() {
        let corners = [[10.0, 12.0], [110.0, 20.0], [120.0, 131.0], [4.0, 108.0]];
        let grid = Grid::flat(corners, 25);
        let Some(map) = grid.map() else { panic!("a plane") };
        for (corner, (u, v)) in corners.iter().zip([(0.0, 0.0), (25.0, 0.0), (25.0, 25.0), (0.0, 25.0)]) {
            let [x, y] = map.point(u, v);
            assert!((x - corner[0]).abs() < 0.01 && (y - corner[1]).abs() < 0.01);
            let [back_u, back_v] = map.flat.plane_point(*corner);
            assert!((back_u - u).abs() < 0.01 && (back_v - v).abs() < 0.01);
        }
        let inner = [map.point(3.5, 3.5), map.point(21.5, 3.5), map.point(21.5, 21.5), map.point(3.5, 21.5)];
        let Some(back) = Grid::through(&inner, 3.5, 25) else { panic!("a plane") };
        for (a, b) in back.corners.iter().flatten().zip(corners.iter().flatten()) {
            assert!((a - b).abs() < 0.05, "{a} {b}");
        }
    }

    #[test]
    fn corners_on_a_line_are_no_plane() {
        let grid = Grid::flat([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], 21);
        assert!(grid.map().is_none());
    }
}
