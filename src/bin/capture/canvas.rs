//! Pictures in and out through the browser's own decoder, canvas and encoder.

use super::{
    Failure, call, field, object,
    sniff::{Kind, is_whole, sniff},
};
use js_sys::{ArrayBuffer, Promise, Uint8Array, Uint8ClampedArray, Uint32Array};
use motcua_vision::page::Part;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, ImageBitmap, ImageBitmapOptions, ImageData, ImageOrientation, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d as Pen,
};

/// JPEG quality of a kept page, and what is tried when it comes out above [`MOST_BYTES`].
const QUALITIES: [f64; 3] = [0.82, 0.68, 0.5];
/// Bytes that a page is to have at most.
const MOST_BYTES: f64 = 1_000_000.0;

async fn bytes_of(blob: &Blob) -> Option<Vec<u8>> {
    let buffer: ArrayBuffer = JsFuture::from(blob.array_buffer()).await.ok()?.dyn_into().ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// A picture's pixels, upright by what its camera noted.
pub async fn open(blob: &Blob) -> Result<ImageBitmap, Failure> {
    // A file that the phone took away meanwhile fails here.
    let bytes = bytes_of(blob).await.ok_or("damaged")?;
    let kind = sniff(&bytes);
    if matches!(kind, Kind::Jpeg | Kind::Png) && !is_whole(kind, &bytes) {
        return Err("damaged");
    }
    drop(bytes);
    let upright = ImageBitmapOptions::new();
    upright.set_image_orientation(ImageOrientation::FromImage);
    let asked = call(&js_sys::global(), "createImageBitmap", &[blob.into(), upright.into()])
        .or_else(|_| call(&js_sys::global(), "createImageBitmap", &[blob.into()]));
    let asked: Promise = asked.and_then(JsCast::dyn_into).map_err(|_| "unreadable")?;
    JsFuture::from(asked).await.map_err(|_| "unreadable")?.dyn_into().map_err(|_| "unreadable")
}

/// A canvas in this program's thread; its pixels are read often, so they stay out of the graphics memory.
pub fn canvas(width: u32, height: u32) -> Option<(OffscreenCanvas, Pen)> {
    let canvas = OffscreenCanvas::new(width, height).ok()?;
    let options = object(&[("willReadFrequently", JsValue::TRUE)]);
    let pen = canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()?;
    Some((canvas, pen))
}

/// Reads parts of a picture, through one canvas that is used again.
#[derive(Default)]
pub struct Reader {
    canvas: Option<(OffscreenCanvas, Pen)>,
}

impl Reader {
    /// A part of a picture drawn to this size; one `u32` a pixel, red in the lowest byte. What is transparent is white.
    pub fn pixels(&mut self, bitmap: &ImageBitmap, part: Part, (width, height): (u32, u32)) -> Option<Vec<u32>> {
        let fits = self.canvas.as_ref().is_some_and(|(c, _)| c.width() >= width && c.height() >= height);
        if !fits {
            let (w, h) = self.canvas.as_ref().map_or((0, 0), |(c, _)| (c.width(), c.height()));
            self.canvas = canvas(width.max(w), height.max(h));
        }
        let (_, pen) = self.canvas.as_ref()?;
        let (w, h) = (f64::from(width), f64::from(height));
        pen.set_fill_style_str("#fff");
        pen.fill_rect(0.0, 0.0, w, h);
        pen.set_image_smoothing_enabled(true);
        pen.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            bitmap,
            f64::from(part.x),
            f64::from(part.y),
            f64::from(part.width),
            f64::from(part.height),
            0.0,
            0.0,
            w,
            h,
        )
        .ok()?;
        let image = pen.get_image_data(0.0, 0.0, w, h).ok()?;
        // web-sys would copy the pixels once more.
        let data: Uint8ClampedArray = field(&image, "data").dyn_into().ok()?;
        Some(Uint32Array::new(&data.buffer()).to_vec())
    }
}

/// A picture as a JPEG of at most a megabyte where that can be had, with a mark written over it where one is given.
pub async fn encode(pixels: Vec<u32>, width: u32, height: u32, mark: &str) -> Option<ArrayBuffer> {
    let (canvas, pen) = canvas(width, height)?;
    let data = Uint8ClampedArray::new(&Uint32Array::from(pixels.as_slice()).buffer());
    drop(pixels);
    let image = ImageData::new_with_js_u8_clamped_array_and_sh(&data, width, height).ok()?;
    pen.put_image_data(&image, 0.0, 0.0).ok()?;
    drop((image, data));
    if !mark.is_empty() {
        write_over(&pen, f64::from(width), f64::from(height), mark)?;
    }
    let mut best: Option<Blob> = None;
    for quality in QUALITIES {
        let options = object(&[("type", "image/jpeg".into()), ("quality", quality.into())]);
        let asked: Promise = call(&canvas, "convertToBlob", &[options.into()]).ok()?.dyn_into().ok()?;
        let blob: Blob = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
        let fits = blob.size() <= MOST_BYTES;
        best = Some(blob);
        if fits {
            break;
        }
    }
    // Given back at once: Safari waits for its collector and runs into its limit.
    canvas.set_width(0);
    let best = best?;
    // A browser that refuses the type answers with another.
    if best.type_() != "image/jpeg" {
        return None;
    }
    JsFuture::from(best.array_buffer()).await.ok()?.dyn_into().ok()
}

/// Writes a sentence slantwise over the whole picture, so that it cannot be cut off and what it covers stays readable.
fn write_over(pen: &Pen, width: f64, height: f64, mark: &str) -> Option<()> {
    let size = (width.min(height) / 22.0).max(14.0);
    pen.set_font(&format!("600 {size}px system-ui, sans-serif"));
    let long = field(&call(pen, "measureText", &[mark.into()]).ok()?, "width").as_f64()? + size * 2.0;
    let reach = width.hypot(height);
    pen.translate(width / 2.0, height / 2.0).ok()?;
    pen.rotate(-0.42).ok()?;
    let mut y = -reach / 2.0;
    let mut odd = false;
    while y < reach / 2.0 {
        let mut x = -reach / 2.0 - if odd { long / 2.0 } else { 0.0 };
        while x < reach / 2.0 {
            // Dark on a light rim: it stands out on any ground.
            pen.set_global_alpha(0.22);
            pen.set_line_width(size / 8.0);
            pen.set_stroke_style_str("#fff");
            pen.stroke_text(mark, x, y).ok()?;
            pen.set_global_alpha(0.34);
            pen.set_fill_style_str("#8a1020");
            pen.fill_text(mark, x, y).ok()?;
            x += long;
        }
        y += size * 4.5;
        odd = !odd;
    }
    Some(())
}
