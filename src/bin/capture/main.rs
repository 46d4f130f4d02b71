//! The capture worker: pages of paper out of photographs and of the live camera, in a thread (and a wasm) of its own.
//!
//! One image at a time: the page sends the next message after the answer to the last. Page to worker:
//! - `{id, kind: "frame", bitmap: ImageBitmap, at: number, shoot: boolean}`: a look at the live view (`bitmap` is transferred, `at` in
//!   milliseconds). Answer: `{id, corners: number[8] | null, hint: string, take: boolean}`, corners as shares of width and height,
//!   clockwise. After `take` the sharpest frame is the picture that `make` works on.
//! - `{id, kind: "make", blob?: Blob, tone: "colour" | "grey" | "ink", turn: 0..3, whole: boolean, plain: boolean, mark: string}`: makes a
//!   page of a picture file, or of the picture that the worker still holds. `turn` adds quarter turns clockwise; `whole` does not crop;
//!   `plain` only turns and shrinks; `mark` is written over it. Answer: `{id, jpeg: ArrayBuffer, width, height, found: boolean,
//!   card: boolean, troubles: string, corners: number[8] | null}` with the codes of what is wrong, separated by spaces.
//! - `{id, kind: "join", files: ArrayBuffer[]}`: JPEGs become one PDF. Answer: `{id, pdf: ArrayBuffer}`.
//! - `{id, kind: "rest"}`: lets go of the picture. Answer: `{id}`.
//!
//! Every message may be answered with `{id, error}`: `bad_message`, `unreadable` (this browser cannot open it), `damaged`, `too_large`,
//! `no_picture`. `{ready: true}` comes once, at the start.

mod canvas;
mod live;
mod make;
#[path = "../../device/sniff.rs"]
#[expect(dead_code, reason = "the page asks the rest of it")]
mod sniff;

use js_sys::{Array, ArrayBuffer, Function, Object, Reflect, Uint8Array};
use live::Live;
use motcua_vision::page::{Picture, Point, pdf};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DedicatedWorkerGlobalScope, ImageBitmap, MessageEvent};

/// Why a message was not answered as asked.
type Failure = &'static str;

const BAD_MESSAGE: Failure = "bad_message";

/// What the worker holds between messages.
#[derive(Default)]
struct Held {
    live: Live,
    source: Option<ImageBitmap>,
}

impl Held {
    fn hold(&mut self, bitmap: Option<ImageBitmap>) {
        if let Some(old) = std::mem::replace(&mut self.source, bitmap) {
            old.close();
        }
    }
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// Calls a method by its name: for what web-sys has only with features that nothing else here needs.
fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = field(object, method).dyn_into()?;
    Reflect::apply(&function, object, &arguments.iter().collect())
}

fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a field of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

fn shares(corners: Option<[Point; 4]>) -> JsValue {
    corners.map_or(JsValue::NULL, |corners| {
        corners.iter().flatten().map(|share| JsValue::from(*share)).collect::<Array>().into()
    })
}

/// The answer, and what is transferred with it.
async fn answer(held: &RefCell<Held>, message: &JsValue) -> Result<(Vec<(&'static str, JsValue)>, Array), Failure> {
    match field(message, "kind").as_string().as_deref() {
        Some("frame") => {
            let bitmap: ImageBitmap = field(message, "bitmap").dyn_into().map_err(|_| BAD_MESSAGE)?;
            let (at, shoot) = (field(message, "at").as_f64().ok_or(BAD_MESSAGE)?, field(message, "shoot").is_truthy());
            let mut held = held.borrow_mut();
            let look = held.live.look(bitmap, at, shoot);
            if let Some(taken) = look.taken {
                held.hold(Some(taken));
            }
            let fields =
                vec![("corners", shares(look.corners)), ("hint", look.hint.into()), ("take", look.take.into())];
            Ok((fields, Array::new()))
        }
        Some("make") => {
            let order = make::Order::of(message).ok_or(BAD_MESSAGE)?;
            if let Some(blob) = order.blob.as_ref() {
                held.borrow_mut().hold(None);
                let opened = canvas::open(blob).await?;
                held.borrow_mut().hold(Some(opened));
            }
            let source = held.borrow().source.clone().ok_or("no_picture")?;
            let made = make::make(&source, &order).await?;
            let fields = vec![
                ("jpeg", made.jpeg.clone().into()),
                ("width", made.width.into()),
                ("height", made.height.into()),
                ("found", made.found.into()),
                ("card", made.card.into()),
                ("troubles", made.troubles.into()),
                ("corners", shares(made.corners)),
            ];
            Ok((fields, Array::of1(&made.jpeg)))
        }
        Some("join") => {
            let files: Vec<Vec<u8>> = Array::from(&field(message, "files"))
                .iter()
                .map(|file| Ok(Uint8Array::new(file.dyn_ref::<ArrayBuffer>().ok_or(BAD_MESSAGE)?).to_vec()))
                .collect::<Result<_, Failure>>()?;
            let pictures: Vec<Picture<'_>> = files.iter().map(|jpeg| Picture { jpeg }).collect();
            let made = pdf(&pictures).ok_or("damaged")?;
            let buffer = Uint8Array::from(made.as_slice()).buffer();
            Ok((vec![("pdf", buffer.clone().into())], Array::of1(&buffer)))
        }
        Some("rest") => {
            let mut held = held.borrow_mut();
            held.hold(None);
            held.live.restart();
            Ok((Vec::new(), Array::new()))
        }
        _ => Err(BAD_MESSAGE),
    }
}

fn start() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let page = scope.clone();
    let held: Rc<RefCell<Held>> = Rc::default();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let (page, held, message) = (page.clone(), held.clone(), event.data());
        wasm_bindgen_futures::spawn_local(async move {
            let (mut fields, transfer) = match answer(&held, &message).await {
                Ok(answer) => answer,
                Err(failure) => (vec![("error", failure.into())], Array::new()),
            };
            fields.push(("id", field(&message, "id")));
            if let Err(error) = page.post_message_with_transfer(&object(&fields), &transfer) {
                wasm_bindgen::throw_val(error);
            }
        });
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    scope.post_message(&object(&[("ready", JsValue::TRUE)]))
}

fn main() {
    // Thrown, a failure reaches the page as the worker's `error` event.
    if let Err(error) = start() {
        wasm_bindgen::throw_val(error);
    }
}
