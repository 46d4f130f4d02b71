//! The desk app's program: mounts it in place of what was painted before.

use leptos::{mount::mount_to_body, prelude::document};
use motcua_web::{desk::App, i18n};

fn main() {
    console_error_panic_hook::set_once();
    i18n::restore_language();
    mount_to_body(App);
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
}
