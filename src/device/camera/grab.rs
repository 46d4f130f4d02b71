//! Pixels out of the running video or a picked picture.

use super::super::{js::field, photo};
use super::client::Frame;
use js_sys::Uint8ClampedArray;
use wasm_bindgen::JsCast;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlVideoElement};

/// The part of the shorter side that the frame on the screen shows: `.scanner-frame` in style/citizen.css draws the same.
const CROP: f64 = 0.72;
/// Pixels of the longest side of what is sent of a whole frame, and of a crop.
const FULL_SIDE: f64 = 1280.0;
const CROP_SIDE: f64 = 960.0;
/// Frames for which the place of a find is looked at, and how much larger than the code the look is.
const NEAR_FRAMES: u32 = 12;
const NEAR_PART: f64 = 1.8;
/// Pixels of the longest side of a still picture: within the canvas limit of iOS (16.7 million pixels).
const STILL_SIDE: u32 = 4000;

/// Takes frames of a video: the whole, and between two of them twice the middle, or where a code was found last.
#[derive(Default)]
pub struct Grabber {
    count: u32,
    /// Around the last find, in pixels of the video, and how many frames it still counts.
    near: Option<([f64; 4], u32)>,
    /// The part that the last frame showed.
    taken: Option<Taken>,
    middle: Option<(HtmlCanvasElement, CanvasRenderingContext2d)>,
    whole: Option<(HtmlCanvasElement, CanvasRenderingContext2d)>,
}

impl Drop for Grabber {
    fn drop(&mut self) {
        for (canvas, _) in [&self.middle, &self.whole].into_iter().flatten() {
            photo::release(canvas);
        }
    }
}

impl Grabber {
    /// The part of the video that the last frame showed.
    pub fn taken(&self) -> Option<Taken> {
        self.taken
    }

    /// A code was found here: the next frames look there most of the time.
    pub fn found(&mut self, taken: Taken, place: [f64; 4]) {
        if place.iter().all(|side| side.is_finite()) {
            self.near = Some((taken.in_video(place), NEAR_FRAMES));
        }
    }

    /// The next frame; `None` while the video has none. Two of three are the middle, where the person aims: small, and
    /// with every pixel that the camera has. (Three has no divisor with the decoder's eight stages in common, so that
    /// each stage meets both.)
    pub fn next(&mut self, video: &HtmlVideoElement) -> Option<Frame> {
        let (width, height) = (f64::from(video.video_width()), f64::from(video.video_height()));
        if video.ready_state() < 2 || width < 1.0 || height < 1.0 {
            return None;
        }
        self.count = self.count.wrapping_add(1);
        let whole = self.count % 3 == 1;
        let part = if whole {
            Part { x: 0.0, y: 0.0, width, height, longest: FULL_SIDE }
        } else {
            let side = width.min(height) * CROP;
            let middle = (width / 2.0, height / 2.0);
            // A hand moves: where a code was it mostly still is, or near it.
            let ((x, y), side) = self.near(side).unwrap_or((middle, side));
            let at = |middle: f64, limit: f64| (middle - side / 2.0).clamp(0.0, (limit - side).max(0.0));
            Part { x: at(x, width), y: at(y, height), width: side, height: side, longest: CROP_SIDE }
        };
        let frame = part.take(video, if whole { &mut self.whole } else { &mut self.middle })?;
        self.taken = Some(Taken { x: part.x, y: part.y, scale: part.width / f64::from(frame.width) });
        Some(frame)
    }

    /// The middle and the side of the square around the last find, at most so large, while it counts.
    fn near(&mut self, largest: f64) -> Option<((f64, f64), f64)> {
        let ([left, top, right, bottom], frames) = self.near?;
        self.near = (frames > 1).then_some(([left, top, right, bottom], frames - 1));
        // Never so narrow that a few steps of the hand lead out of it.
        let side = (NEAR_PART * (right - left).max(bottom - top)).clamp(largest / 3.0, largest);
        // In steps: each new size is a new canvas.
        let side = ((side / largest * 6.0).ceil() / 6.0) * largest;
        Some((((left + right) / 2.0, (top + bottom) / 2.0), side))
    }
}

/// Where a frame lies in the video.
#[derive(Clone, Copy)]
pub struct Taken {
    x: f64,
    y: f64,
    /// Pixels of the video in one of the frame.
    scale: f64,
}

impl Taken {
    fn in_video(&self, [left, top, right, bottom]: [f64; 4]) -> [f64; 4] {
        let (x, y, scale) = (self.x, self.y, self.scale);
        [x + left * scale, y + top * scale, x + right * scale, y + bottom * scale]
    }
}

/// A part of the video, and how large it may come out.
struct Part {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    longest: f64,
}

impl Part {
    fn take(
        &self,
        video: &HtmlVideoElement,
        slot: &mut Option<(HtmlCanvasElement, CanvasRenderingContext2d)>,
    ) -> Option<Frame> {
        let scale = (self.longest / self.width.max(self.height)).min(1.0);
        let (width, height) = ((self.width * scale).round().max(1.0), (self.height * scale).round().max(1.0));
        // A phone that is turned changes the video's size.
        if slot.as_ref().is_none_or(|(canvas, _)| (canvas.width(), canvas.height()) != (width as u32, height as u32)) {
            if let Some((old, _)) = slot.take() {
                photo::release(&old);
            }
            *slot = photo::canvas(width as u32, height as u32);
        }
        let (canvas, context) = slot.as_ref()?;
        context
            .draw_image_with_html_video_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                video,
                self.x,
                self.y,
                self.width,
                self.height,
                0.0,
                0.0,
                width,
                height,
            )
            .ok()?;
        pixels(canvas, context, false)
    }
}

/// The frame of a picked picture; `None` for a file that is not a picture that this browser reads.
pub async fn still(blob: &Blob) -> Option<Frame> {
    let bitmap = photo::decode(blob).await?;
    let drawn = photo::draw(&bitmap, STILL_SIDE);
    bitmap.close();
    let (canvas, context) = drawn?;
    let frame = pixels(&canvas, &context, true);
    photo::release(&canvas);
    frame
}

fn pixels(canvas: &HtmlCanvasElement, context: &CanvasRenderingContext2d, still: bool) -> Option<Frame> {
    let (width, height) = (canvas.width(), canvas.height());
    let image = context.get_image_data(0.0, 0.0, f64::from(width), f64::from(height)).ok()?;
    // web-sys would copy the pixels into this program's memory; the worker takes the browser's buffer itself.
    let data: Uint8ClampedArray = field(&image, "data").dyn_into().ok()?;
    Some(Frame { still, width, height, rgba: data.buffer() })
}
