//! The desk app's program: mounts it in place of what was painted before.

use leptos::{
    mount::mount_to_body,
    prelude::{document, window},
};
use motcua_web::{
    desk::{App, ScreenPage},
    i18n,
};

/// The public screen, which nobody signs in to.
const SCREEN: &str = "/man-hinh";

fn main() {
    console_error_panic_hook::set_once();
    i18n::restore_language();
    if window().location().pathname().is_ok_and(|path| path.trim_end_matches('/') == SCREEN) {
        mount_to_body(ScreenPage);
    } else {
        mount_to_body(App);
    }
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
}
