//! Paper in a picture: where the page lies, how to make a flat page of it, and whether the picture is good enough.
//! Pure, like the rest: pixels in, pixels or numbers out.

mod cut;
mod edges;
mod find;
mod flatten;
mod hough;
mod judge;
mod light;
mod pdf;
mod print;
mod refine;
mod steady;

pub use cut::is_cut_off;
pub use find::{Page, find_page};
pub use flatten::{Flattener, Part, flat_size, flatten, is_card};
pub use judge::{Trouble, Verdict, judge, leaves_the_frame, sharpness};
pub use light::{Tone, even, greys, luma};
pub use pdf::{Picture, pdf, without_metadata};
pub use print::{Turn, upright};
pub use steady::{Glance, Steady, Step};

/// A point in pixels of the frame (pixel centres at .5).
pub type Point = [f32; 2];

/// The same corners, of the page turned by so many quarters clockwise.
#[must_use]
pub fn turned(corners: &[Point; 4], quarters: usize) -> [Point; 4] {
    std::array::from_fn(|i| corners[(i + 4 - quarters % 4) % 4])
}

/// The corners of the whole frame, clockwise from its top left.
#[must_use]
pub fn whole(width: usize, height: usize) -> [Point; 4] {
    let (w, h) = (width as f32, height as f32);
    [[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]]
}

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
