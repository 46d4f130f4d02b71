//! Signs, drawn in the colour of the text beside them. They never carry a meaning alone: a word stands next to each.

use leptos::prelude::*;

/// Which sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    Info,
    Check,
    Warning,
    Error,
    Clock,
    Card,
    Camera,
    Search,
    File,
    Arrow,
    Back,
    Close,
    Plus,
    Minus,
    Rotate,
    Help,
    Globe,
    Phone,
    Download,
    Person,
}

impl Sign {
    /// Strokes on a 24 x 24 sheet.
    const fn path(self) -> &'static str {
        match self {
            Self::Info => "M12 11v6M12 7.5v.1M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
            Self::Check => "M8 12.5l3 3 5.5-6.5M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
            Self::Warning => {
                "M12 10v4M12 17v.1M10.7 4.2L2.6 18.5A1.5 1.5 0 0 0 3.9 20.7h16.2a1.5 1.5 0 0 0 1.3-2.2L13.3 4.2a1.5 1.5 0 0 0-2.6 0z"
            }
            Self::Error => "M12 7.5v5.5M12 16.5v.1M8 3h8l5 5v8l-5 5H8l-5-5V8z",
            Self::Clock => "M12 7v5.5l3.5 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
            Self::Card => {
                "M3 6h18v12H3zM7 15c.4-1.5 3.6-1.5 4 0M10.5 11a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0zM14.5 10.5h3M14.5 14h3"
            }
            Self::Camera => "M4 8h3l2-3h6l2 3h3v11H4zM15.5 13a3.5 3.5 0 1 1-7 0 3.5 3.5 0 0 1 7 0z",
            Self::Search => "M20 20l-4.5-4.5M17.5 10.5a7 7 0 1 1-14 0 7 7 0 0 1 14 0z",
            Self::File => "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7",
            Self::Arrow => "M5 12h14M13 6l6 6-6 6",
            Self::Back => "M19 12H5M11 6l-6 6 6 6",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Minus => "M5 12h14",
            Self::Rotate => "M20 11a8 8 0 1 0-2 6M20 4v7h-7",
            Self::Help => {
                "M9.2 9.2a2.9 2.9 0 1 1 4.3 2.6c-1 .6-1.5 1.1-1.5 2.2M12 17v.1M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z"
            }
            Self::Globe => {
                "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM3.5 9.5h17M3.5 14.5h17M12 3c-5 5-5 13 0 18 5-5 5-13 0-18z"
            }
            Self::Phone => {
                "M5 4h4l1.5 5-2.5 1.5a12 12 0 0 0 5.5 5.5L15 13.5l5 1.5v4c0 .6-.4 1-1 1A15 15 0 0 1 4 5c0-.6.4-1 1-1z"
            }
            Self::Download => "M12 4v11M7 10.5l5 5 5-5M4 20h16",
            Self::Person => "M16 8a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM4.5 21c.8-8.5 14.2-8.5 15 0",
        }
    }
}

/// A sign; hidden from screen readers, since the word beside it says the same.
#[component]
pub fn Icon(sign: Sign) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
            <path d=sign.path() fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"></path>
        </svg>
    }
}
