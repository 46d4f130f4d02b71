//! Reading codes at the desk: the words of the camera, and what a text that was read is.

use super::reference::Reference;
use crate::{
    device::camera::ScannerWords,
    i18n::{t, ts},
    texts::{self, scan as s},
};
use leptos::prelude::*;
use motcua_domain::scan::{OwnHosts, ProcedureTable, Scanned, classify};

/// What the camera says.
pub fn scanner_words() -> ScannerWords {
    ScannerWords {
        view: ts(s::CAMERA_VIEW),
        starting: ts(s::CAMERA_STARTING),
        aim: ts(s::CAMERA_AIM),
        slow: ts(s::CAMERA_SLOW),
        dark: ts(s::CAMERA_DARK),
        glare: ts(s::CAMERA_GLARE),
        blurred: ts(s::CAMERA_BLURRED),
        not_utf8: ts(s::CAMERA_NOT_UTF8),
        reading: ts(s::CAMERA_READING),
        nothing_found: ts(s::CAMERA_NOTHING),
        from_picture: ts(s::CAMERA_FROM_PICTURE),
        torch_on: ts(s::CAMERA_TORCH_ON),
        torch_off: ts(s::CAMERA_TORCH_OFF),
        zoom_in: ts(s::CAMERA_ZOOM_IN),
        zoom_out: ts(s::CAMERA_ZOOM_OUT),
        retry: ts(s::CAMERA_RETRY),
        problem: Callback::new(|code: &'static str| {
            t(texts::codes::find_camera(code).unwrap_or(texts::codes::CAMERA_FAILED)).to_owned()
        }),
    }
}

/// What a text is, here.
pub fn classified(reference: Reference, text: &str) -> Scanned {
    let here = window().location().host().unwrap_or_default();
    let public = reference.office.with_untracked(|office| {
        let url = &office.as_ref()?.public_url;
        Some(url.split("://").nth(1)?.split('/').next()?.to_owned())
    });
    classify(text, &OwnHosts::new([Some(here), public].into_iter().flatten()), &ProcedureTable::built_in())
}
