//! From a text to a tree, as RFC 8259 has it.

use super::Node;

/// Deeper than anything of ours, and no danger to the stack.
const DEEPEST: u8 = 100;

/// The tree of a whole text; nothing where it is no JSON.
pub fn parse(text: &str) -> Option<Node> {
    let mut at = Cursor { text, at: 0 };
    let node = at.value(DEEPEST)?;
    at.blank();
    (at.at == text.len()).then_some(node)
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Whether this sign comes next, blanks aside; it is taken.
    fn takes(&mut self, sign: u8) -> bool {
        self.blank();
        let there = self.peek() == Some(sign);
        self.at += usize::from(there);
        there
    }

    fn word(&mut self, word: &str, node: Node) -> Option<Node> {
        let there = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        there.then_some(node)
    }

    fn value(&mut self, depth: u8) -> Option<Node> {
        let depth = depth.checked_sub(1)?;
        self.blank();
        match self.peek()? {
            b'n' => self.word("null", Node::Null),
            b't' => self.word("true", Node::Bool(true)),
            b'f' => self.word("false", Node::Bool(false)),
            b'"' => self.string().map(Node::Text),
            b'[' => {
                self.at += 1;
                let mut list = Vec::new();
                if self.takes(b']') {
                    return Some(Node::List(list));
                }
                loop {
                    list.push(self.value(depth)?);
                    if self.takes(b']') {
                        return Some(Node::List(list));
                    }
                    if !self.takes(b',') {
                        return None;
                    }
                }
            }
            b'{' => {
                self.at += 1;
                let mut map = Vec::new();
                if self.takes(b'}') {
                    return Some(Node::Map(map));
                }
                loop {
                    self.blank();
                    let key = Node::Text(self.string()?);
                    if !self.takes(b':') {
                        return None;
                    }
                    map.push((key, self.value(depth)?));
                    if self.takes(b'}') {
                        return Some(Node::Map(map));
                    }
                    if !self.takes(b',') {
                        return None;
                    }
                }
            }
            _ => self.number(),
        }
    }

    fn number(&mut self) -> Option<Node> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).filter(|text| !text.is_empty())?;
        match text.parse() {
            Ok(whole) => Some(Node::Whole(whole)),
            Err(_) => float(text).map(Node::Number),
        }
    }

    fn string(&mut self) -> Option<String> {
        if !self.takes(b'"') {
            return None;
        }
        let mut out = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..=0x1f) {
                self.at += 1;
            }
            out.push_str(self.text.get(start..self.at)?);
            let sign = self.peek()?;
            self.at += 1;
            match sign {
                b'"' => return Some(out),
                b'\\' => {
                    let escaped = self.peek()?;
                    self.at += 1;
                    out.push(match escaped {
                        b'"' | b'\\' | b'/' => char::from(escaped),
                        b'b' => '\u{8}',
                        b'f' => '\u{c}',
                        b'n' => '\n',
                        b'r' => '\r',
                        b't' => '\t',
                        b'u' => self.unicode()?,
                        _ => return None,
                    });
                }
                _ => return None,
            }
        }
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }

    /// What stands behind `\u`; two of them make a sign beyond the first plane.
    fn unicode(&mut self) -> Option<char> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) {
            return char::from_u32(first);
        }
        if !self.text.get(self.at..)?.starts_with("\\u") {
            return None;
        }
        self.at += 2;
        let second = self.hex()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + second)
    }
}

/// The browser reads numbers with a point: the tables for it are already there.
#[cfg(target_arch = "wasm32")]
fn float(text: &str) -> Option<f64> {
    Some(js_sys::Number::parse_float(text)).filter(|number| number.is_finite())
}

#[cfg(not(target_arch = "wasm32"))]
fn float(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
