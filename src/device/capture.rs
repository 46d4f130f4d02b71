//! The page's side of the capture worker: what it is asked, and what it answers, as types.

use super::{
    error::DeviceError,
    js::{field, object},
    worker::Client,
};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, ImageBitmap};

/// Patience with a large photograph and with a frame of the live view on a slow phone, milliseconds.
const MAKE_PATIENCE: i32 = 45_000;
const FRAME_PATIENCE: i32 = 8_000;

/// What may be wrong with a page, the worst first.
pub const TROUBLES: [&str; 5] = ["cut_off", "blurred", "glare", "small_text", "dark"];
/// What the live view says: nothing seen, beyond the frame, too far, too dark, hold still.
pub const HINTS: [&str; 5] = ["aim", "cut_off", "far", "dark", "hold"];

thread_local! {
    static CLIENT: Client = Client::new("capture");
}

/// How a page is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Colour,
    Grey,
    Ink,
}

impl Tone {
    pub const ALL: [Self; 3] = [Self::Colour, Self::Grey, Self::Ink];

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Colour => "colour",
            Self::Grey => "grey",
            Self::Ink => "ink",
        }
    }
}

/// What a page is to be made like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    pub tone: Tone,
    /// Quarter turns clockwise, on top of what its print says.
    pub turn: u8,
    /// The whole picture, not cut to the page.
    pub whole: bool,
    /// Only turned and shrunk: nothing is looked for, cut or evened.
    pub plain: bool,
    /// Written over it; empty for nothing.
    pub mark: String,
}

/// A page of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
    /// A page was found in the picture.
    pub found: bool,
    /// It looks like an ID card.
    pub card: bool,
    /// What is wrong with it, the worst first: codes of [`TROUBLES`].
    pub troubles: Vec<&'static str>,
}

/// What a frame of the live view showed.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Shares of the frame's width and height, clockwise.
    pub corners: Option<[f64; 8]>,
    /// A code of [`HINTS`].
    pub hint: &'static str,
    /// It was held still: the worker has the picture.
    pub take: bool,
}

/// Loads the worker; `false` where this browser has none.
pub async fn warm() -> bool {
    client().warm().await
}

/// Ends the worker and gives its memory back.
pub fn end() {
    client().end();
}

/// Makes a page of a picture file, or of the picture that the worker holds. `None` where the worker does not run here: the picture
/// is then to be made ready without it.
///
/// # Errors
/// `file_damaged`, `file_heic` (this browser cannot open it), `file_too_large`.
pub async fn make(blob: Option<&Blob>, wish: &Wish) -> Result<Option<Made>, DeviceError> {
    let question = object(&[
        ("kind", "make".into()),
        ("blob", blob.map_or(JsValue::UNDEFINED, JsValue::from)),
        ("tone", wish.tone.as_str().into()),
        ("turn", wish.turn.into()),
        ("whole", wish.whole.into()),
        ("plain", wish.plain.into()),
        ("mark", wish.mark.as_str().into()),
    ]);
    let Some(answer) = client().ask(question, &Array::new(), MAKE_PATIENCE).await else { return Ok(None) };
    match field(&answer, "error").as_string().as_deref() {
        None => {}
        Some("damaged") => return Err(DeviceError::FileDamaged),
        Some("unreadable") => return Err(DeviceError::FileHeic),
        Some("too_large") => return Err(DeviceError::FileTooLarge),
        Some(_) => return Ok(None),
    }
    let number = |name: &str| field(&answer, name).as_f64().unwrap_or_default() as u32;
    let found: Vec<String> =
        field(&answer, "troubles").as_string().unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    Ok(bytes(&field(&answer, "jpeg")).map(|jpeg| Made {
        jpeg,
        width: number("width"),
        height: number("height"),
        found: field(&answer, "found").is_truthy(),
        card: field(&answer, "card").is_truthy(),
        troubles: TROUBLES.iter().copied().filter(|code| found.iter().any(|one| one == code)).collect(),
    }))
}

/// Shows the worker a frame of the live view. `None` where it does not run.
pub async fn look(bitmap: &ImageBitmap, at_ms: f64, shoot: bool) -> Option<Look> {
    let question =
        object(&[("kind", "frame".into()), ("bitmap", bitmap.into()), ("at", at_ms.into()), ("shoot", shoot.into())]);
    let answer = client().ask(question, &Array::of1(bitmap), FRAME_PATIENCE).await?;
    let corners = field(&answer, "corners");
    let shares: Vec<f64> = if Array::is_array(&corners) {
        Array::from(&corners).iter().filter_map(|share| share.as_f64()).collect()
    } else {
        Vec::new()
    };
    let hint = field(&answer, "hint").as_string()?;
    Some(Look {
        corners: shares.try_into().ok(),
        hint: HINTS.iter().copied().find(|code| *code == hint)?,
        take: field(&answer, "take").is_truthy(),
    })
}

/// Pictures of pages as one PDF; `None` where that fails: they go as pictures then.
pub async fn join(pictures: &[Vec<u8>]) -> Option<Vec<u8>> {
    let buffers: Array =
        pictures.iter().map(|picture| JsValue::from(Uint8Array::from(picture.as_slice()).buffer())).collect();
    let question = object(&[("kind", "join".into()), ("files", buffers.clone().into())]);
    bytes(&field(&client().ask(question, &buffers, MAKE_PATIENCE).await?, "pdf"))
}

/// Lets the worker forget the picture that it holds.
pub async fn rest() {
    if !client().runs() {
        return;
    }
    // One that does not answer is started anew with the next question.
    let _ = client().ask(object(&[("kind", "rest".into())]), &Array::new(), FRAME_PATIENCE).await;
}

fn client() -> Client {
    CLIENT.with(Client::clone)
}

fn bytes(value: &JsValue) -> Option<Vec<u8>> {
    value.dyn_ref::<ArrayBuffer>().map(|buffer| Uint8Array::new(buffer).to_vec())
}
