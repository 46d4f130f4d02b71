//! HTML as text that is always escaped.

/// A piece of HTML, written from left to right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens an element: its name, and attributes as pairs. An attribute without a value stands alone.
    #[must_use]
    pub fn open(mut self, name: &'static str, attributes: &[(&'static str, &str)]) -> Self {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.push(' ');
            self.0.push_str(name);
            if !value.is_empty() {
                self.0.push_str("=\"");
                escape(value, &mut self.0);
                self.0.push('"');
            }
        }
        self.0.push('>');
        self
    }

    /// Closes an element.
    #[must_use]
    pub fn close(mut self, name: &'static str) -> Self {
        self.0.push_str("</");
        self.0.push_str(name);
        self.0.push('>');
        self
    }

    /// Words.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        escape(text, &mut self.0);
        self
    }

    /// An element around words.
    #[must_use]
    pub fn element(self, name: &'static str, attributes: &[(&'static str, &str)], text: &str) -> Self {
        self.open(name, attributes).text(text).close(name)
    }

    /// Another piece.
    #[must_use]
    pub fn piece(mut self, piece: Self) -> Self {
        self.0.push_str(&piece.0);
        self
    }

    /// The text.
    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

fn escape(text: &str, into: &mut String) {
    for character in text.chars() {
        match character {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            _ => into.push(character),
        }
    }
}
