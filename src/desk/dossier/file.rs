//! Files of a dossier: where they are, and what one downloads them as.

use crate::{
    api,
    desk::when,
    i18n::{texts, tf},
    ui::{Icon, Sign},
};
use leptos::prelude::*;
use motcua_contract::desk::DownloadFile;

/// The address of a file of a dossier; the session's cookie opens it.
pub fn address(dossier: &str, upload: &str) -> String {
    api::address::<DownloadFile>(&[dossier, upload], &[])
}

/// Whether a file is shown on the page; others are downloaded.
pub fn is_picture(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png")
}

/// A name to save a file under: the dossier's code, a number, and the ending of its type.
pub fn name(code: &str, number: usize, media_type: &str) -> String {
    let ending = match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        _ => "pdf",
    };
    format!("{code}-{number}.{ending}")
}

/// A link that downloads a file that is not a picture.
#[component]
pub fn FileLink(href: String, name: String, pages: u32, size: u64) -> impl IntoView {
    let (pages, size) = (pages.to_string(), when::size(size));
    view! {
        <a class="button file-link" href=href download=name rel="external">
            <Icon sign=Sign::Download />
            <span>{move || tf(texts::desk::PAPER_PDF, &[("pages", &pages), ("size", &size)])}</span>
        </a>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_their_dossier() {
        assert_eq!(name("H20.1-261123-0001", 2, "image/jpeg"), "H20.1-261123-0001-2.jpg");
        assert_eq!(name("X", 1, "application/pdf"), "X-1.pdf");
    }
}
