//! A picked or taken file, made ready to keep and to send: pictures straightened, upright, shrunk and without metadata (drawing them
//! anew leaves the place and the phone behind), PDFs as they are. The work on pixels is the capture worker's; where a browser has
//! none, the page only turns and shrinks.

use super::{
    capture::{self, Made, Wish},
    error::DeviceError,
    js::{self, Turn, window},
    page::{document, url_of},
    sniff::{Kind, is_whole, sniff},
};
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use motcua_contract::limits::FILE_BYTES;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, File, HtmlCanvasElement, ImageBitmap, ImageBitmapOptions, ImageOrientation,
};

/// The longest side of a kept picture, pixels: an A4 page at about 200 dots an inch.
pub const LONGEST_SIDE: u32 = 2400;
/// JPEG quality of a kept picture.
const QUALITY: f64 = 0.82;
/// Bytes of a picture that the phone still tries to open.
const OPENABLE_BYTES: f64 = 64.0 * 1024.0 * 1024.0;
/// Bytes that tell what a file is.
const HEAD: f64 = 1024.0;

/// A file ready to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `application/pdf`.
    pub media_type: &'static str,
    /// 1 for a picture; 0 for a PDF, whose pages the server counts.
    pub pages: u32,
    /// Pixels; 0 for a PDF.
    pub width: u32,
    pub height: u32,
    /// To show it; free it with [`super::page::forget_url`]. `None` for a PDF.
    pub preview_url: Option<String>,
    /// What is wrong with the page, the worst first: codes of [`capture::TROUBLES`].
    pub troubles: Vec<&'static str>,
    /// A page was found in the picture, and cut out of it.
    pub found: bool,
    /// It looks like an ID card.
    pub card: bool,
}

thread_local! {
    /// A picture of 50 megapixels takes 200 MB while it is open: one at a time.
    static TURN: Turn = Turn::default();
}

/// Makes a page of a paper ready.
///
/// # Errors
/// `file_empty`, `file_too_large`, `file_type_not_allowed`, `file_damaged`, `file_heic`.
pub async fn prepare(file: File) -> Result<Prepared, DeviceError> {
    prepare_as(file, &Wish::default()).await
}

/// Makes any file ready: a picture is turned and shrunk, and stays what it is a picture of.
///
/// # Errors
/// As [`prepare`].
pub async fn prepare_plain(file: File) -> Result<Prepared, DeviceError> {
    prepare_as(file, &Wish { plain: true, ..Wish::default() }).await
}

async fn prepare_as(file: File, wish: &Wish) -> Result<Prepared, DeviceError> {
    let turn = TURN.with(Turn::clone);
    let _held = turn.take().await;
    let blob: &Blob = &file;
    if blob.size() <= 0.0 {
        return Err(DeviceError::FileEmpty);
    }
    let head = blob.slice_with_f64_and_f64(0.0, HEAD.min(blob.size())).map_err(|_| DeviceError::FileDamaged)?;
    match sniff(&bytes_of(&head).await?) {
        Kind::Pdf => pdf(blob).await,
        kind if kind.is_picture() => picture(blob, kind, wish).await,
        _ => Err(DeviceError::FileTypeNotAllowed),
    }
}

async fn pdf(blob: &Blob) -> Result<Prepared, DeviceError> {
    if blob.size() > FILE_BYTES as f64 {
        return Err(DeviceError::FileTooLarge);
    }
    let bytes = bytes_of(blob).await?;
    if !is_whole(Kind::Pdf, &bytes) {
        return Err(DeviceError::FileDamaged);
    }
    Ok(Prepared::of_pdf(bytes, 0))
}

impl Prepared {
    /// A PDF of so many pages; 0 where the server is to count them.
    #[must_use]
    pub fn of_pdf(bytes: Vec<u8>, pages: u32) -> Self {
        Self {
            bytes,
            media_type: "application/pdf",
            pages,
            width: 0,
            height: 0,
            preview_url: None,
            troubles: Vec::new(),
            found: false,
            card: false,
        }
    }
}

/// A page of the worker, as a file to keep.
///
/// # Errors
/// `file_too_large`.
pub fn of_made(made: Made) -> Result<Prepared, DeviceError> {
    let Made { jpeg, width, height, found, card, troubles } = made;
    if jpeg.len() as u64 > FILE_BYTES {
        return Err(DeviceError::FileTooLarge);
    }
    let preview_url = url_of(&jpeg, "image/jpeg");
    Ok(Prepared { bytes: jpeg, media_type: "image/jpeg", pages: 1, width, height, preview_url, troubles, found, card })
}

async fn picture(blob: &Blob, kind: Kind, wish: &Wish) -> Result<Prepared, DeviceError> {
    if blob.size() > OPENABLE_BYTES {
        return Err(DeviceError::FileTooLarge);
    }
    match capture::make(Some(blob), wish).await {
        Ok(Some(made)) => {
            // One with something wrong may be made anew, in another way.
            if made.troubles.is_empty() {
                capture::rest().await;
            }
            return of_made(made);
        }
        Ok(None) => {}
        // Some browsers open in the page what they do not open in a worker.
        Err(DeviceError::FileHeic) => {}
        Err(error) => return Err(error),
    }
    without_worker(blob, kind).await
}

/// In the page itself: upright by what the camera noted, shrunk, without metadata.
async fn without_worker(blob: &Blob, kind: Kind) -> Result<Prepared, DeviceError> {
    if matches!(kind, Kind::Jpeg | Kind::Png) && !is_whole(kind, &bytes_of(blob).await?) {
        return Err(DeviceError::FileDamaged);
    }
    let bitmap = decode(blob).await.ok_or(match kind {
        Kind::Heic | Kind::Avif => DeviceError::FileHeic,
        _ => DeviceError::FileDamaged,
    })?;
    let drawn = draw(&bitmap, LONGEST_SIDE);
    bitmap.close();
    let (canvas, _) = drawn.ok_or(DeviceError::FileTooLarge)?;
    let (width, height) = (canvas.width(), canvas.height());
    let encoded = encode(&canvas).await;
    release(&canvas);
    let bytes = bytes_of(&encoded.ok_or(DeviceError::FileTooLarge)?).await?;
    // Browsers that refuse the canvas answer with nothing or with another type.
    if sniff(&bytes) != Kind::Jpeg {
        return Err(DeviceError::FileDamaged);
    }
    of_made(Made { jpeg: bytes, width, height, found: false, card: false, troubles: Vec::new() })
}

async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, DeviceError> {
    // A file that the phone took away meanwhile (cloud storage, a removed card) fails here.
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|_| DeviceError::FileDamaged)?;
    let buffer: ArrayBuffer = buffer.dyn_into().map_err(|_| DeviceError::FileDamaged)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// A picture's pixels, upright; `None` where the browser cannot read it.
pub(super) async fn decode(blob: &Blob) -> Option<ImageBitmap> {
    let window = window()?;
    let upright = ImageBitmapOptions::new();
    upright.set_image_orientation(ImageOrientation::FromImage);
    // Browsers that do not know the option throw, or ignore it and turn the picture all the same.
    let asked = window
        .create_image_bitmap_with_blob_and_image_bitmap_options(blob, &upright)
        .or_else(|_| window.create_image_bitmap_with_blob(blob));
    let bitmap = match JsFuture::from(asked.ok()?).await {
        Ok(bitmap) => bitmap,
        Err(_) => JsFuture::from(window.create_image_bitmap_with_blob(blob).ok()?).await.ok()?,
    };
    bitmap.dyn_into().ok()
}

/// The picture on a white canvas, its longest side at most `longest` pixels.
pub(super) fn draw(bitmap: &ImageBitmap, longest: u32) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let (width, height) = fit(bitmap.width(), bitmap.height(), longest)?;
    let (canvas, context) = canvas(width, height)?;
    let (w, h) = (f64::from(width), f64::from(height));
    // What is transparent in a PNG would be black in a JPEG.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, w, h);
    context.set_image_smoothing_enabled(true);
    // Not in every browser; without it the picture is only a little coarser.
    let _ = js_sys::Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into());
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, w, h).ok()?;
    Some((canvas, context))
}

/// A canvas that is not part of the page.
pub(super) fn canvas(width: u32, height: u32) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
    let canvas: HtmlCanvasElement = document()?.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let options = js::object(&[("willReadFrequently", JsValue::TRUE)]);
    let context = canvas.get_context_with_context_options("2d", &options).ok()??.dyn_into().ok()?;
    Some((canvas, context))
}

/// Gives a canvas' memory back at once: Safari waits for its collector and runs into its limit.
pub(super) fn release(canvas: &HtmlCanvasElement) {
    canvas.set_width(0);
    canvas.set_height(0);
}

async fn encode(canvas: &HtmlCanvasElement) -> Option<Blob> {
    let mut begun = false;
    let made = Promise::new(&mut |resolve, _| {
        let quality = JsValue::from_f64(QUALITY);
        begun = canvas.to_blob_with_type_and_encoder_options(&resolve, "image/jpeg", &quality).is_ok();
    });
    if !begun {
        return None;
    }
    JsFuture::from(made).await.ok()?.dyn_into().ok()
}

/// The size within a square of `longest`, never larger than it is; `None` for a picture without pixels.
fn fit(width: u32, height: u32, longest: u32) -> Option<(u32, u32)> {
    let side = width.max(height);
    if width == 0 || height == 0 {
        return None;
    }
    if side <= longest {
        return Some((width, height));
    }
    let scaled = |n: u32| ((u64::from(n) * u64::from(longest) + u64::from(side) / 2) / u64::from(side)).max(1) as u32;
    Some((scaled(width), scaled(height)))
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn pictures_shrink_and_never_grow() {
        assert_eq!(fit(4000, 3000, 2400), Some((2400, 1800)));
        assert_eq!(fit(3000, 4000, 2400), Some((1800, 2400)));
        assert_eq!(fit(800, 600, 2400), Some((800, 600)));
        assert_eq!(fit(100_000, 1, 2400), Some((2400, 1)));
        assert_eq!(fit(0, 10, 2400), None);
    }
}
