//! The camera itself: asking for it, its light, letting it go.

use super::super::{
    error::DeviceError,
    js::{Listener, call, exception_name, field, object, present, window},
};
use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack, MediaStreamTrackState};

/// How much nearer the zoom brings things.
const NEARER: f64 = 2.0;

/// A camera that runs; it is let go of when dropped.
pub struct Stream {
    media: MediaStream,
    track: MediaStreamTrack,
    _ended: Listener,
}

impl Drop for Stream {
    fn drop(&mut self) {
        for track in self.media.get_tracks().iter() {
            if let Ok(track) = track.dyn_into::<MediaStreamTrack>() {
                track.stop();
            }
        }
    }
}

impl Stream {
    /// Asks for the camera that looks away from the person, with as many pixels (width and height) as one would like to have.
    /// `on_end` is called when the phone takes it away.
    ///
    /// # Errors
    /// `insecure`, `unsupported`, `missing`, `denied`, `in_use`, `failed`.
    pub async fn open((width, height): (u32, u32), on_end: impl Fn() + 'static) -> Result<Self, DeviceError> {
        let devices = devices()?;
        let ideal = |value: JsValue| JsValue::from(object(&[("ideal", value)]));
        let wanted = object(&[
            ("facingMode", ideal("environment".into())),
            ("width", ideal(width.into())),
            ("height", ideal(height.into())),
        ]);
        let media = match ask(&devices, &wanted).await {
            // Old phones refuse wishes that they do not know.
            Err(DeviceError::CameraMissing) => ask(&devices, &JsValue::TRUE).await?,
            answer => answer?,
        };
        let track: MediaStreamTrack =
            media.get_video_tracks().get(0).dyn_into().map_err(|_| DeviceError::CameraMissing)?;
        let ended = Listener::new(&track, "ended", move |_| on_end());
        let stream = Self { media, track, _ended: ended };
        stream.focus_continuously();
        Ok(stream)
    }

    pub fn media(&self) -> &MediaStream {
        &self.media
    }

    /// Whether pictures come: iOS mutes the track in the background and sometimes forgets to give it back.
    pub fn flows(&self) -> bool {
        !self.track.muted() && self.track.ready_state() == MediaStreamTrackState::Live
    }

    /// Whether there is a light that can be switched.
    pub fn has_torch(&self) -> bool {
        field(&self.capabilities(), "torch").is_truthy()
    }

    /// Switches the light; `false` where the phone does not.
    pub async fn set_torch(&self, on: bool) -> bool {
        self.apply(object(&[("torch", on.into())])).await
    }

    /// Whether the camera itself comes nearer: at least as much as we ask for.
    pub fn has_zoom(&self) -> bool {
        self.zoom(true).is_some()
    }

    /// Comes nearer, or goes back to as far as it can; `false` where the phone does not.
    pub async fn set_zoom(&self, near: bool) -> bool {
        match self.zoom(near) {
            Some(zoom) => self.apply(object(&[("zoom", zoom.into())])).await,
            None => false,
        }
    }

    fn zoom(&self, near: bool) -> Option<f64> {
        let zoom = field(&self.capabilities(), "zoom");
        let (least, most) = (field(&zoom, "min").as_f64()?, field(&zoom, "max").as_f64()?);
        let far = least.max(1.0);
        (most >= far * NEARER).then_some(if near { far * NEARER } else { far })
    }

    fn capabilities(&self) -> JsValue {
        call(&self.track, "getCapabilities", &[]).unwrap_or(JsValue::UNDEFINED)
    }

    fn focus_continuously(&self) {
        let modes = field(&self.capabilities(), "focusMode");
        if Array::is_array(&modes) && Array::from(&modes).includes(&"continuous".into(), 0) {
            // Without it the phone keeps its own way of focusing.
            let _ = call(&self.track, "applyConstraints", &[advanced(object(&[("focusMode", "continuous".into())]))]);
        }
    }

    async fn apply(&self, constraint: Object) -> bool {
        let Ok(asked) = call(&self.track, "applyConstraints", &[advanced(constraint)]) else { return false };
        match asked.dyn_into::<js_sys::Promise>() {
            Ok(promise) => JsFuture::from(promise).await.is_ok(),
            Err(_) => false,
        }
    }
}

fn advanced(constraint: Object) -> JsValue {
    object(&[("advanced", Array::of1(&constraint).into())]).into()
}

fn devices() -> Result<MediaDevices, DeviceError> {
    let window = window().ok_or(DeviceError::CameraUnsupported)?;
    match present(&window.navigator(), "mediaDevices").and_then(|devices| devices.dyn_into().ok()) {
        Some(devices) => Ok(devices),
        None if field(&window, "isSecureContext").is_falsy() => Err(DeviceError::CameraInsecure),
        None => Err(DeviceError::CameraUnsupported),
    }
}

async fn ask(devices: &MediaDevices, video: &JsValue) -> Result<MediaStream, DeviceError> {
    let constraints = MediaStreamConstraints::new();
    constraints.set_audio(&JsValue::FALSE);
    constraints.set_video(video);
    let asked = devices.get_user_media_with_constraints(&constraints).map_err(|error| coded(&error))?;
    let media = JsFuture::from(asked).await.map_err(|error| coded(&error))?;
    media.dyn_into().map_err(|_| DeviceError::CameraFailed)
}

fn coded(error: &JsValue) -> DeviceError {
    match exception_name(error).as_str() {
        "NotAllowedError" | "PermissionDeniedError" | "SecurityError" => DeviceError::CameraDenied,
        "NotFoundError" | "DevicesNotFoundError" | "OverconstrainedError" | "ConstraintNotSatisfiedError" => {
            DeviceError::CameraMissing
        }
        "NotReadableError" | "TrackStartError" | "AbortError" => DeviceError::CameraInUse,
        "TypeError" => DeviceError::CameraUnsupported,
        _ => DeviceError::CameraFailed,
    }
}
