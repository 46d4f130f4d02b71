//! The print on a flat page: which way it stands, how high its letters are. Works on grey levels, without reading anything.

use crate::plane::Plane;

/// Which way a page is to be turned so that its print stands upright.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    #[default]
    None,
    /// Quarter turns clockwise.
    Right,
    Around,
    Left,
}

impl Turn {
    /// Quarter turns clockwise, 0 to 3.
    #[must_use]
    pub fn quarters(self) -> usize {
        self as usize
    }
}

/// Pixels of the longer side of what is looked at for the direction of the print.
const SIDE: usize = 1000;
/// How much livelier the rows must be than the columns (or the other way) to say how the lines run.
const LINES: f32 = 1.6;
/// How lively the livelier of them must be at least: noise and pictures are alike in both directions.
const LIVELY: f32 = 0.002;
/// How much more ink must stand on one side of the lines to say what is above.
const MARKS: f32 = 1.25;
/// Lines of print that must be seen.
const LEAST_LINES: usize = 4;

/// Which pixels are ink: clearly darker than what lies around them.
pub(super) struct Ink {
    pub width: usize,
    pub height: usize,
    pub dark: Vec<bool>,
}

impl Ink {
    /// Of a grey plane. Each pixel is compared with the mean of its neighbourhood.
    pub fn of(plane: &Plane<'_>) -> Self {
        let (w, h) = (plane.width, plane.height);
        let reach = (w.max(h) / 60).max(6);
        // Sums over everything above and to the left: the mean of any rectangle in four steps.
        let mut sums = vec![0u32; (w + 1) * (h + 1)];
        for y in 0..h {
            let mut line = 0u32;
            for x in 0..w {
                line += u32::from(plane.data[y * w + x]);
                sums[(y + 1) * (w + 1) + x + 1] = sums[y * (w + 1) + x + 1] + line;
            }
        }
        let mut dark = Vec::with_capacity(w * h);
        for y in 0..h {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(h));
            for x in 0..w {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(w));
                let at = |x: usize, y: usize| sums[y * (w + 1) + x];
                let sum = (at(right, bottom) + at(left, top)).wrapping_sub(at(left, bottom) + at(right, top));
                let mean = sum / ((bottom - top) * (right - left)) as u32;
                let value = u32::from(plane.data[y * w + x]);
                dark.push(value * 100 < mean * 82 && value + 14 < mean);
            }
        }
        Self { width: w, height: h, dark }
    }

    /// The ink of every row.
    fn rows(&self) -> Vec<f32> {
        self.dark.chunks_exact(self.width).map(|row| row.iter().filter(|d| **d).count() as f32).collect()
    }

    fn columns(&self) -> Vec<f32> {
        let mut out = vec![0.0; self.width];
        for row in self.dark.chunks_exact(self.width) {
            for (sum, dark) in out.iter_mut().zip(row) {
                *sum += f32::from(u8::from(*dark));
            }
        }
        out
    }

    /// The same a quarter turn clockwise.
    fn turned(&self) -> Self {
        let (w, h) = (self.height, self.width);
        let mut dark = Vec::with_capacity(w * h);
        for y in 0..h {
            dark.extend((0..w).map(|x| self.dark[(self.height - 1 - x) * self.width + y]));
        }
        Self { width: w, height: h, dark }
    }
}

/// How a flat page is to be turned; [`Turn::None`] also where its print does not tell.
#[must_use]
pub fn upright(grey: &[u8], width: usize, height: usize) -> Turn {
    let Some(plane) = Plane::new(grey, width, height) else { return Turn::None };
    let small = plane.shrunk(SIDE);
    if small.width < 60 || small.height < 60 {
        return Turn::None;
    }
    let ink = Ink::of(&small);
    let (rows, columns) = (liveliness(&ink.rows(), small.width), liveliness(&ink.columns(), small.height));
    let sideways = columns > LINES * rows;
    if rows.max(columns) < LIVELY || !sideways && rows <= LINES * columns {
        return Turn::None;
    }
    let lines = if sideways { ink.turned() } else { ink };
    // How it stands after the quarter turn, if there was one.
    match (sideways, more_above(&lines)) {
        (false, Some(false)) => Turn::Around,
        (false, _) => Turn::None,
        (true, Some(false)) => Turn::Left,
        // Sideways and unsure which way: turned to be read is more often right than not at all.
        (true, _) => Turn::Right,
    }
}

/// How much a profile goes up and down over three places, as a share of what it could, squared.
fn liveliness(profile: &[f32], across: usize) -> f32 {
    let change: f32 = profile.windows(4).map(|w| (w[3] - w[0]) * (w[3] - w[0])).sum();
    change / (across * across) as f32 / profile.len().max(1) as f32
}

/// Whether more ink stands above the bodies of the letters than below: ascenders, and the marks of Vietnamese, of which only
/// one stands below. `None` where it does not tell.
fn more_above(ink: &Ink) -> Option<bool> {
    // In strips, so that a page that is not quite flat or straight still has its lines in rows.
    let strips = 5;
    let (mut above, mut below, mut lines) = (0.0, 0.0, 0);
    for strip in 0..strips {
        let (from, to) = (strip * ink.width / strips, (strip + 1) * ink.width / strips);
        let profile: Vec<f32> = ink
            .dark
            .chunks_exact(ink.width)
            .map(|row| row[from..to].iter().filter(|dark| **dark).count() as f32)
            .collect();
        for band in bands(&profile, (to - from) as f32) {
            let part = &profile[band.clone()];
            let most = part.iter().copied().fold(0.0, f32::max);
            let body = |v: &f32| *v >= 0.55 * most;
            let (Some(first), Some(last)) = (part.iter().position(body), part.iter().rposition(body)) else { continue };
            // A rule or a picture is no line of print.
            if part.len() < 5 || part.len() > ink.height / 12 || last <= first {
                continue;
            }
            above += part[..first].iter().sum::<f32>() / most;
            below += part[last + 1..].iter().sum::<f32>() / most;
            lines += 1;
        }
    }
    if lines < LEAST_LINES * 2 {
        return None;
    }
    if above > MARKS * below {
        Some(true)
    } else if below > MARKS * above {
        Some(false)
    } else {
        None
    }
}

/// Runs of rows with ink between rows without.
fn bands(profile: &[f32], width: f32) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut start = None;
    for (y, value) in profile.iter().enumerate() {
        let printed = *value > 0.008 * width;
        match (printed, start) {
            (true, None) => start = Some(y),
            (false, Some(from)) => {
                out.push(from..y);
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// How high a usual letter is, in pixels; `None` where there is too little print to say.
pub(super) fn letter_height(ink: &Ink) -> Option<f32> {
    let boxes = components(ink);
    let most = ink.height.max(ink.width) / 14;
    let mut letters: Vec<usize> = boxes
        .iter()
        .filter(|b| b.height >= 3 && b.height <= most && b.width <= 4 * b.height && b.height <= 8 * b.width)
        .map(|b| b.height)
        .collect();
    if letters.len() < 60 {
        return None;
    }
    letters.sort_unstable();
    // Marks and dots are the smaller third.
    Some(letters[letters.len() * 6 / 10] as f32)
}

#[derive(Clone, Copy)]
struct Extent {
    width: usize,
    height: usize,
}

/// The extents of connected ink: runs of each row are joined with those of the row before that they touch.
fn components(ink: &Ink) -> Vec<Extent> {
    fn root(parents: &mut [usize], mut at: usize) -> usize {
        while parents[at] != at {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        at
    }
    // left, top, right, bottom of each set.
    let (mut parents, mut boxes): (Vec<usize>, Vec<[usize; 4]>) = (Vec::new(), Vec::new());
    // From, to, and which set.
    let mut before: Vec<(usize, usize, usize)> = Vec::new();
    let mut now = before.clone();
    for (y, row) in ink.dark.chunks_exact(ink.width).enumerate() {
        now.clear();
        let mut x = 0;
        let mut candidate = 0;
        while x < row.len() {
            if !row[x] {
                x += 1;
                continue;
            }
            let start = x;
            while x < row.len() && row[x] {
                x += 1;
            }
            let id = parents.len();
            parents.push(id);
            boxes.push([start, y, x, y + 1]);
            while candidate < before.len() && before[candidate].1 < start {
                candidate += 1;
            }
            let mut touching = candidate;
            while touching < before.len() && before[touching].0 <= x {
                let (a, b) = (root(&mut parents, before[touching].2), root(&mut parents, id));
                if a != b {
                    let [l, t, r, d] = boxes[b];
                    boxes[a] = [boxes[a][0].min(l), boxes[a][1].min(t), boxes[a][2].max(r), boxes[a][3].max(d)];
                    parents[b] = a;
                }
                touching += 1;
            }
            now.push((start, x, id));
        }
        std::mem::swap(&mut before, &mut now);
    }
    (0..parents.len())
        .filter(|&at| parents[at] == at)
        .map(|at| Extent { width: boxes[at][2] - boxes[at][0], height: boxes[at][3] - boxes[at][1] })
        .collect()
}
