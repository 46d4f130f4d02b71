//! Paper in a picture: where the page lies, how to make a flat page of it, and whether the picture is good enough.
//! Pure, like the rest: pixels in, pixels or numbers out.

mod edges;
mod find;
mod flatten;
mod hough;
mod refine;

pub use find::{Page, find_page};
pub use flatten::{flat_size, flatten};

/// A point in pixels of the frame (pixel centres at .5).
pub type Point = [f32; 2];

/// Twice the signed area of a quadrilateral.
pub(crate) fn area2(c: &[Point; 4]) -> f32 {
    (0..4).map(|i| c[i][0] * c[(i + 1) % 4][1] - c[(i + 1) % 4][0] * c[i][1]).sum()
}

/// Whether the corners go around clockwise (y down) without a dent.
pub(crate) fn convex(c: &[Point; 4]) -> bool {
    (0..4).all(|i| {
        let (a, b, d) = (c[i], c[(i + 1) % 4], c[(i + 2) % 4]);
        (b[0] - a[0]) * (d[1] - b[1]) - (b[1] - a[1]) * (d[0] - b[0]) > 0.0
    })
}

/// Distance of two points.
pub(crate) fn distance(a: Point, b: Point) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}
