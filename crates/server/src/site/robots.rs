//! What is for search engines: which pages there are, and which are nobody's business.

use super::PATH;
use crate::app::App;
use maud::html;
use motcua_contract::PREFIX;
use motcua_domain::scan::poster_path;

/// Pages of one person, of the desk, and of machines.
const CLOSED: [&str; 12] = [
    "/desk",
    "/man-hinh",
    "/nop",
    "/quet",
    "/bien-nhan",
    "/so",
    "/danh-gia",
    "/theo-doi",
    "/bo-sung",
    "/noi",
    "/chuyen-may",
    "/cuu-ho",
];

/// `robots.txt`. A demonstration is for nobody's index: its ward, its address and its numbers are made up.
#[must_use]
pub fn robots(app: &App) -> String {
    let office = &app.world.office;
    if office.demo {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    let closed: String = CLOSED.iter().map(|path| format!("Disallow: {path}\n")).collect();
    format!(
        "User-agent: *\n{closed}Disallow: {PREFIX}\nAllow: {PREFIX}open/\n\nSitemap: {}{SITEMAP}\n",
        office.public_url
    )
}

/// Where the map is.
pub const SITEMAP: &str = "/sitemap.xml";

/// `sitemap.xml`: the pages for everybody, each procedure with the day from which it is in force.
#[must_use]
pub fn sitemap(app: &App) -> String {
    let site = &app.world.office.public_url;
    let procedures = app.world.procedures.iter().flat_map(|bundle| {
        let (code, day) = (&bundle.procedure.code, Some(bundle.procedure.version.to_string()));
        [(poster_path(code, None), day.clone()), (format!("{PATH}/{code}"), day)]
    });
    let pages = ["/", "/thu-tuc", PATH].map(|path| (path.to_owned(), None)).into_iter().chain(procedures);
    let body = html! {
        @for (path, day) in pages {
            url {
                loc { (site) (path) }
                @if let Some(day) = day { lastmod { (day) } }
            }
        }
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{}</urlset>\n",
        body.into_string()
    )
}
