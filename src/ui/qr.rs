//! QR codes as drawings: sharp at any size, on screen and on paper.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode as Code};

/// Quiet zone around a code, modules (ISO 18004).
pub const QUIET: usize = 4;

/// The dark modules of a code and its width; `None` for a text that is too long.
#[must_use]
pub fn modules(text: &str) -> Option<(Vec<Color>, usize)> {
    let code = Code::with_error_correction_level(text.as_bytes(), EcLevel::M).ok()?;
    let width = code.width();
    Some((code.into_colors(), width))
}

/// A code with its name for screen readers. Nothing for a text that does not fit into one.
#[component]
pub fn QrCode(#[prop(into)] text: Signal<String>, #[prop(into)] label: Signal<String>) -> impl IntoView {
    move || text.with(|text| modules(text)).map(|(dark, width)| drawing(&dark, width, label))
}

fn drawing(dark: &[Color], width: usize, label: Signal<String>) -> AnyView {
    let mut path = String::new();
    for (at, color) in dark.iter().enumerate() {
        if *color == Color::Dark {
            let (x, y) = (at % width + QUIET, at / width + QUIET);
            path.push_str(&["M", &x.to_string(), " ", &y.to_string(), "h1v1h-1z"].concat());
        }
    }
    let side = (width + 2 * QUIET).to_string();
    let view_box = ["0 0 ", &side, " ", &side].concat();
    view! {
        <svg class="qr-code" viewBox=view_box role="img" aria-label=label shape-rendering="crispEdges">
            <rect width="100%" height="100%" fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::modules;

    #[test]
    fn a_text_that_does_not_fit_has_no_code() {
        assert!(modules("https://motcua.example.vn/noi#abc").is_some_and(|(dark, width)| dark.len() == width * width));
        assert!(modules(&"x".repeat(4000)).is_none());
    }
}
