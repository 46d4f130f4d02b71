//! What stands around every public page: head with what shared links and search engines read, header, footer.

use super::{PATH, STYLE, words::Language};
use crate::app::App;
use maud::{DOCTYPE, Markup, html};

/// A page to be written.
pub struct Page {
    pub language: Language,
    /// Its path, without the language.
    pub path: String,
    pub title: String,
    /// One sentence.
    pub description: String,
    pub body: Markup,
}

/// The picture beside a shared link: the app's own sign.
const PICTURE: &str = "/icons/icon-512.png";

/// The lines of the head that name a page to whoever shares or lists it.
#[must_use]
pub fn card(app: &App, language: Language, path: &str, title: &str, description: &str) -> Markup {
    let office = &app.world.office;
    let (site, address) = (&office.name, format!("{}{path}{}", office.public_url, language.query()));
    let locale = if language == Language::Vi { "vi_VN" } else { "en_GB" };
    html! {
        meta name="description" content=(description);
        link rel="canonical" href=(address);
        meta property="og:type" content="website";
        meta property="og:site_name" content=(site);
        meta property="og:locale" content=(locale);
        meta property="og:url" content=(address);
        meta property="og:title" content=(title);
        meta property="og:description" content=(description);
        meta property="og:image" content=(format!("{}{PICTURE}", office.public_url));
        meta property="og:image:width" content="512";
        meta property="og:image:height" content="512";
        meta property="og:image:alt" content=(Language::Vi.say("site"));
        meta name="twitter:card" content="summary";
    }
}

impl Page {
    /// The whole page.
    #[must_use]
    pub fn write(self, app: &App) -> Vec<u8> {
        let Self { language, path, title, description, body } = self;
        let (office, other) = (&app.world.office, language.other());
        let own = |language: Language| format!("{path}{}", language.query());
        let page = html! {
            (DOCTYPE)
            html lang=(language.tag()) {
                head {
                    meta charset="utf-8";
                    title { (title) " · " (office.name) }
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="theme-color" content="#0f5c4d";
                    (card(app, language, &path, &title, &description))
                    @for one in Language::ALL {
                        link rel="alternate" hreflang=(one.tag()) href=(format!("{}{}", office.public_url, own(one)));
                    }
                    @if office.demo { meta name="robots" content="noindex"; }
                    link rel="icon" href="/icons/favicon.svg" type="image/svg+xml";
                    link rel="stylesheet" href=(STYLE);
                }
                body {
                    a class="skip" href="#main" { (language.say("skip")) }
                    header class="top" {
                        a class="name" href=(format!("{PATH}{}", language.query())) {
                            strong { (language.say("site")) }
                            span lang="vi" { (office.name) }
                        }
                        a class="other" hreflang=(other.tag()) lang=(other.tag()) href=(own(other)) {
                            (language.say("other_language"))
                        }
                    }
                    main id="main" {
                        @if office.demo { p class="demo" { (language.say("demo")) } }
                        (body)
                    }
                    footer {
                        a href="/" { (language.say("home")) }
                    }
                }
            }
        };
        page.into_string().into_bytes()
    }
}
