//! Changing a page that Trunk wrote: its inline start script and links go, our hashed script and the page's facts come.

use crate::shell::Outcome;

/// A built page as text.
pub struct Page {
    /// The file's name, for messages.
    name: &'static str,
    html: String,
}

/// What a finished page refers to.
pub struct Links<'a> {
    pub script: &'a str,
    pub wasm: &'a str,
    /// The workers' names and addresses; a page that uses one has a `<meta>` for it.
    pub workers: &'a [(&'a str, &'a str)],
    /// What watches over the start.
    pub boot: &'a str,
    pub version: &'a str,
}

impl Page {
    /// Takes the text of a page as Trunk built it.
    pub fn new(name: &'static str, html: String) -> Self {
        Self { name, html }
    }

    /// The page with its own script and facts. Fails if an inline script or style is left, because the policy would block it.
    pub fn finish(mut self, links: &Links) -> Outcome<String> {
        self.cut("<script type=\"module\">", "</script>")?;
        while self.html.contains("<link rel=\"modulepreload\"") {
            self.cut("<link rel=\"modulepreload\"", ">")?;
        }
        while self.html.contains("<link rel=\"preload\"") {
            self.cut("<link rel=\"preload\"", ">")?;
        }
        for (name, address) in links.workers {
            if self.html.contains(&format!("<meta name=\"{name}\"")) {
                self.set_meta(name, address)?;
            }
        }
        self.set_meta("build", links.version)?;
        let (script, wasm, boot) = (links.script, links.wasm, links.boot);
        let head = format!(
            "<link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
             <script src=\"{boot}\" defer></script>\n\
             <script type=\"module\" src=\"{script}\"></script>\n</head>"
        );
        self.replace("</head>", &head)?;
        match ["<script>", "<style", " style=", " onclick=", " onload="].iter().find(|word| self.html.contains(**word))
        {
            Some(word) => Err(format!("{} contains `{word}`, which the Content-Security-Policy forbids.", self.name)),
            None => Ok(self.html),
        }
    }

    fn cut(&mut self, from: &str, to: &str) -> Outcome {
        let start = self.html.find(from).ok_or_else(|| self.lacks(from))?;
        let length = self.html[start..].find(to).ok_or_else(|| self.lacks(to))? + to.len();
        self.html.replace_range(start..start + length, "");
        Ok(())
    }

    fn set_meta(&mut self, name: &str, content: &str) -> Outcome {
        let opening = format!("<meta name=\"{name}\" content=\"");
        let start = self.html.find(&opening).ok_or_else(|| self.lacks(&opening))? + opening.len();
        let length = self.html[start..].find('"').ok_or_else(|| self.lacks("a closing quote"))?;
        self.html.replace_range(start..start + length, content);
        Ok(())
    }

    fn replace(&mut self, from: &str, to: &str) -> Outcome {
        if !self.html.contains(from) {
            return Err(self.lacks(from));
        }
        self.html = self.html.replacen(from, to, 1);
        Ok(())
    }

    fn lacks(&self, what: &str) -> String {
        format!("{} as built by Trunk lacks `{what}`.", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINKS: Links = Links {
        script: "/c-1.js",
        wasm: "/c-2.wasm",
        workers: &[("scanner", "/s-3.js"), ("capture", "/p-5.js")],
        boot: "/b-4.js",
        version: "abc",
    };
    const BUILT: &str = r#"<html><head>
<meta name="scanner" content="/scanner_loader.js"><meta name="build" content="dev">
<script type="module">
import init from '/citizen.js';
</script>
<link rel="modulepreload" href="/citizen.js" crossorigin="anonymous"><link rel="preload" href="/citizen_bg.wasm">
</head><body></body></html>"#;

    #[test]
    fn the_inline_script_goes_and_the_links_come() {
        let html = Page::new("index.html", BUILT.to_owned()).finish(&LINKS).unwrap();
        assert!(!html.contains("import init") && !html.contains("citizen"));
        assert!(html.contains(r#"<meta name="scanner" content="/s-3.js"><meta name="build" content="abc">"#));
        assert!(html.contains(r#"<script type="module" src="/c-1.js"></script>"#));
        assert!(html.contains(r#"<script src="/b-4.js" defer></script>"#));
        assert!(html.contains(r#"href="/c-2.wasm" as="fetch""#));
    }

    #[test]
    fn what_the_policy_forbids_is_refused() {
        for bad in ["<script>", "<style", " style="] {
            let html = BUILT.replace("<body>", &format!("<body><p{bad}>"));
            assert!(Page::new("index.html", html).finish(&LINKS).is_err());
        }
    }

    #[test]
    fn a_page_of_another_shape_is_refused() {
        let html = BUILT.replace("name=\"build\"", "name=\"other\"");
        assert!(Page::new("index.html", html).finish(&LINKS).unwrap_err().contains("build"));
    }
}
