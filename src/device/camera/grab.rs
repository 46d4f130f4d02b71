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
/// Pixels of the longest side of a still picture: within the canvas limit of iOS (16.7 million pixels).
const STILL_SIDE: u32 = 4000;

/// Takes frames of a video, the middle and the whole in turn.
#[derive(Default)]
pub struct Grabber {
    count: u32,
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
    /// The next frame; `None` while the video has none. Two of three are the middle, where the person aims: small, and
    /// with every pixel that the camera has. (Three has no divisor with the decoder's eight stages in common, so that
    /// each stage meets both.)
    pub fn next(&mut self, video: &HtmlVideoElement) -> Option<Frame> {
        let (width, height) = (f64::from(video.video_width()), f64::from(video.video_height()));
        if video.ready_state() < 2 || width < 1.0 || height < 1.0 {
            return None;
        }
        self.count = self.count.wrapping_add(1);
        let part = if self.count % 3 == 1 {
            Part { x: 0.0, y: 0.0, width, height, longest: FULL_SIDE }
        } else {
            let side = width.min(height) * CROP;
            Part { x: (width - side) / 2.0, y: (height - side) / 2.0, width: side, height: side, longest: CROP_SIDE }
        };
        let slot = if self.count % 3 == 1 { &mut self.whole } else { &mut self.middle };
        part.take(video, slot)
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
