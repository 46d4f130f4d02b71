//! The app stopped in the middle: says so in the page's own elements, with the ways on. Reads nothing reactive, because
//! whatever panicked may hold it.

use crate::{
    i18n::{Key, Language, fill},
    texts::carry as w,
};
use std::panic::PanicHookInfo;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlAnchorElement};

const ID: &str = "crashed";

/// From now on a panic is logged and shown.
pub fn watch() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // Without a page there is nobody to tell.
        let _ = show(info);
    }));
}

fn show(info: &PanicHookInfo<'_>) -> Option<()> {
    let document = web_sys::window()?.document()?;
    if document.get_element_by_id(ID).is_some() {
        return Some(());
    }
    let tag = document.document_element()?.get_attribute("lang").unwrap_or_default();
    let language = Language::from_tag(&tag).unwrap_or_default();
    // File and line of ours: what a person may read out on the telephone.
    let code =
        info.location().map_or_else(String::new, |place| [place.file(), ":", &place.line().to_string()].concat());
    let notice = element(&document, "div", "notice notice-error")?;
    notice.set_id(ID);
    notice.set_attribute("role", "alert").ok()?;
    let body = element(&document, "div", "notice-body")?;
    let text = |key: Key| key.words(language);
    let words = element(&document, "p", "")?;
    words.set_text_content(Some(&fill(text(w::CRASHED), &[("code", &code)])));
    body.append_child(&words).ok()?;
    let here = document.location()?.href().ok()?;
    for (key, href) in [(w::CRASHED_RELOAD, here.as_str()), (w::BOAT_OPEN, "/cuu-ho")] {
        let line = element(&document, "p", "")?;
        let link: HtmlAnchorElement = element(&document, "a", "")?.dyn_into().ok()?;
        link.set_href(href);
        // The app that would follow the link is gone: the browser does.
        link.set_target("_self");
        link.set_text_content(Some(text(key)));
        line.append_child(&link).ok()?;
        body.append_child(&line).ok()?;
    }
    notice.append_child(&body).ok()?;
    let body = document.body()?;
    body.insert_before(&notice, body.first_child().as_ref()).ok()?;
    notice.scroll_into_view();
    Some(())
}

fn element(document: &Document, name: &str, class: &str) -> Option<Element> {
    let element = document.create_element(name).ok()?;
    element.set_class_name(class);
    Some(element)
}
