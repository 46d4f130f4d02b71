//! From a picture to a page that is kept: found, straightened, upright, evenly lit, judged, encoded.

use super::{
    Failure,
    canvas::{Reader, encode},
    field,
};
use js_sys::ArrayBuffer;
use motcua_vision::page::{
    Flattener, Part, Point, Tone, Trouble, even, find_page, flat_size, flatten, greys, is_card, is_cut_off, judge,
    leaves_the_frame, turned, upright, whole,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ImageBitmap};

/// Pixels of the longer side of the small picture in which the page is looked for.
const SMALL: u32 = 1400;
/// Pixels of the longer side in which the direction of the print is looked for.
const PRINT: u32 = 1000;
/// Pixels of the longer side of a kept page (A4 at 200 dots an inch), and of a card, at about 360.
const PAGE: u32 = 2339;
const CARD: u32 = 1200;
/// A page is cut this much within its corners, as a share of its sides, so that no rim of the table is left.
const RIM: f32 = 0.003;
/// Rows of the flat page that are made at once: so that only a strip of the picture is in memory twice.
const ROWS: u32 = 96;

/// What is asked for.
pub struct Order {
    pub blob: Option<Blob>,
    tone: Tone,
    turn: usize,
    whole: bool,
    plain: bool,
    mark: String,
}

impl Order {
    /// What a message asks for; nothing for one that is not understood.
    pub fn of(message: &JsValue) -> Option<Self> {
        let tone = match field(message, "tone").as_string()?.as_str() {
            "colour" => Tone::Colour,
            "grey" => Tone::Grey,
            "ink" => Tone::Ink,
            _ => return None,
        };
        let turn = field(message, "turn").as_f64().filter(|turn| (0.0..=3.0).contains(turn))? as usize;
        Some(Self {
            blob: field(message, "blob").dyn_into().ok(),
            tone,
            turn,
            whole: field(message, "whole").is_truthy(),
            plain: field(message, "plain").is_truthy(),
            mark: field(message, "mark").as_string().unwrap_or_default(),
        })
    }
}

/// A page ready to keep.
pub struct Made {
    pub jpeg: ArrayBuffer,
    pub width: u32,
    pub height: u32,
    /// A page was found in the picture.
    pub found: bool,
    /// It has the proportions of an ID card.
    pub card: bool,
    /// Codes, separated by spaces.
    pub troubles: String,
    /// Where the page was found in the picture: shares of width and height, clockwise.
    pub corners: Option<[Point; 4]>,
}

/// Where the page lies in the picture, and how it is to be turned.
struct Layout {
    corners: [Point; 4],
    /// Before it is turned: shares of width and height.
    seen: Option<[Point; 4]>,
    troubles: Vec<Trouble>,
}

pub async fn make(source: &ImageBitmap, order: &Order) -> Result<Made, Failure> {
    let (width, height) = (source.width(), source.height());
    if width == 0 || height == 0 {
        return Err("unreadable");
    }
    let mut reader = Reader::default();
    let mut layout = if order.plain {
        let corners = turned(&whole(width as usize, height as usize), order.turn);
        Layout { corners, seen: None, troubles: Vec::new() }
    } else {
        lay_out(&mut reader, source, order).ok_or("too_large")?
    };
    let size = page_size(&layout);
    let mut pixels = flat(&mut reader, source, &layout.corners, size).ok_or("too_large")?;
    drop(reader);
    let (w, h) = (size.0 as usize, size.1 as usize);
    if !order.plain {
        let grey = greys(&pixels);
        let verdict = judge(&grey, w, h);
        drop(grey);
        layout.troubles.extend(verdict.troubles);
        // A photograph of a person is no page: its light stays.
        if order.tone != Tone::Colour || verdict.print {
            even(&mut pixels, w, h, order.tone);
        }
    }
    layout.troubles.sort_unstable();
    let jpeg = encode(pixels, size.0, size.1, &order.mark).await.ok_or("too_large")?;
    Ok(Made {
        jpeg,
        width: size.0,
        height: size.1,
        found: layout.seen.is_some(),
        card: layout.seen.is_some() && is_card(size.0, size.1),
        troubles: layout.troubles.iter().map(|trouble| trouble.as_str()).collect::<Vec<_>>().join(" "),
        corners: layout.seen,
    })
}

/// Looks for the page in a small copy of the picture, and for the direction of its print.
fn lay_out(reader: &mut Reader, source: &ImageBitmap, order: &Order) -> Option<Layout> {
    let (width, height) = (source.width(), source.height());
    let scale = (f64::from(SMALL) / f64::from(width.max(height))).min(1.0);
    let to = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    let (sw, sh) = (to(width), to(height));
    let pixels = reader.pixels(source, Part { x: 0, y: 0, width, height }, (sw, sh))?;
    let (w, h) = (sw as usize, sh as usize);
    let page = {
        let grey = greys(&pixels);
        let found = find_page(&grey, w, h);
        let cut = match &found {
            Some(page) => leaves_the_frame(&page.corners, w, h),
            None => is_cut_off(&grey, w, h),
        };
        (found.filter(|_| !order.whole), cut)
    };
    let (page, cut) = page;
    let corners = page.as_ref().map_or_else(|| whole(w, h), |page| within_rim(&page.corners));
    let size = if page.is_some() { flat_size(&corners, PRINT) } else { within(sw, sh, PRINT) };
    let flat = flatten(&pixels, (sw, sh), &corners, size)?;
    let grey = greys(&flat);
    let turn = upright(&grey, size.0 as usize, size.1 as usize).quarters() + order.turn;
    let (fx, fy) = (width as f32 / sw as f32, height as f32 / sh as f32);
    Some(Layout {
        corners: turned(&corners, turn).map(|[x, y]| [x * fx, y * fy]),
        seen: page.map(|page| page.corners.map(|[x, y]| [x / sw as f32, y / sh as f32])),
        troubles: if cut { vec![Trouble::CutOff] } else { Vec::new() },
    })
}

/// The corners, moved a little towards the middle.
fn within_rim(corners: &[Point; 4]) -> [Point; 4] {
    let middle = |axis: usize| corners.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0;
    let (x0, y0) = (middle(0), middle(1));
    let keep = 1.0 - 2.0 * RIM;
    corners.map(|[x, y]| [x0 + (x - x0) * keep, y0 + (y - y0) * keep])
}

fn page_size(layout: &Layout) -> (u32, u32) {
    if layout.seen.is_none() {
        let [a, b, c, _] = layout.corners;
        let side = |p: Point, q: Point| ((p[0] - q[0]).hypot(p[1] - q[1]).round() as u32).max(1);
        return within(side(a, b), side(b, c), PAGE);
    }
    let size = flat_size(&layout.corners, PAGE);
    if is_card(size.0, size.1) { flat_size(&layout.corners, CARD) } else { size }
}

/// The size within a square of `longest`, never larger than it is.
fn within(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let scale = (f64::from(longest) / f64::from(width.max(height))).min(1.0);
    let to = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    (to(width), to(height))
}

/// The flat page, strip by strip.
fn flat(reader: &mut Reader, source: &ImageBitmap, corners: &[Point; 4], size: (u32, u32)) -> Option<Vec<u32>> {
    let flattener = Flattener::new(corners, size)?;
    let mut out = Vec::with_capacity(size.0 as usize * size.1 as usize);
    let mut from = 0;
    while from < size.1 {
        let rows = from..(from + ROWS).min(size.1);
        let part = flattener.needs(&rows, (source.width(), source.height()))?;
        let pixels = reader.pixels(source, part, (part.width, part.height))?;
        flattener.rows(rows.clone(), part, &pixels, &mut out);
        from = rows.end;
    }
    Some(out)
}
