//! Short names between a program and its script: wasm-bindgen calls each import by a long name with a hash (`__wbg_fetch_9b133cf08354ddf1`),
//! which stands in both files and packs badly. Here both get the same short one.

use crate::shell::Outcome;
use std::collections::BTreeMap;

/// The sections of a module that hold such names.
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
/// What every module begins with: magic and version.
const HEAD: usize = 8;
/// Exports of a library for streams that Leptos links and nothing of ours calls; without them wasm-opt can drop what stands behind.
const UNUSED: &str = "intounderlying";
/// Names below this length stay: nothing is gained.
const LONG: usize = 9;

/// The program and the script with short names.
///
/// # Errors
/// When the module is not what wasm-bindgen writes, or a name of it is not in the script.
pub fn shorten(wasm: &[u8], script: &str) -> Outcome<(Vec<u8>, String)> {
    let mut short = Short { script, names: BTreeMap::new() };
    let mut out = wasm.get(..HEAD).ok_or("The program is no module.")?.to_vec();
    let mut at = Reader { bytes: wasm, at: HEAD };
    while at.at < wasm.len() {
        let kind = at.byte()?;
        let length = at.number()?;
        let body = at.take(length)?;
        let body = match kind {
            IMPORTS => imports(body, &mut short)?,
            EXPORTS => exports(body, &mut short)?,
            _ => body.to_vec(),
        };
        out.push(kind);
        push_number(body.len(), &mut out);
        out.extend(body);
    }
    let script = trim(&rewrite(script, &short.names));
    Ok((out, script))
}

/// The names so far, long to short, in the order in which they came.
struct Short<'a> {
    script: &'a str,
    names: BTreeMap<String, String>,
}

impl Short<'_> {
    fn of(&mut self, long: &[u8]) -> Outcome<Vec<u8>> {
        let long = std::str::from_utf8(long).map_err(|_| "A name in the program is no text.".to_owned())?;
        if long.len() < LONG {
            return Ok(long.as_bytes().to_vec());
        }
        if let Some(short) = self.names.get(long) {
            return Ok(short.as_bytes().to_vec());
        }
        if !words(self.script).any(|(_, word)| word == long) {
            return Err(format!("The script of the program lacks `{long}`."));
        }
        // With a sign that no name of the script ends in.
        let short = format!("{}$", base(self.names.len()));
        self.names.insert(long.to_owned(), short.clone());
        Ok(short.into_bytes())
    }
}

fn base(mut number: usize) -> String {
    let mut out = String::new();
    loop {
        out.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
        if number == 0 {
            return out;
        }
        number -= 1;
    }
}

/// The words of a script with their places.
fn words(script: &str) -> impl Iterator<Item = (usize, &str)> {
    let inside = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    script.split(move |c: char| !inside(c)).filter(|word| !word.is_empty()).map(move |word| {
        // Both are of the same text.
        (word.as_ptr() as usize - script.as_ptr() as usize, word)
    })
}

fn rewrite(script: &str, names: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(script.len());
    let mut done = 0;
    for (at, word) in words(script) {
        if let Some(short) = names.get(word) {
            out.push_str(&script[done..at]);
            out.push_str(short);
            done = at + word.len();
        }
    }
    out.push_str(&script[done..]);
    out
}

/// Without indentation and comments that stand on lines of their own. wasm-bindgen writes no text over several lines.
fn trim(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut comment = false;
    for line in script.lines().map(str::trim) {
        comment |= line.starts_with("/*");
        if !comment && !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
        comment &= !line.ends_with("*/");
    }
    out
}

fn imports(body: &[u8], short: &mut Short) -> Outcome<Vec<u8>> {
    let mut at = Reader { bytes: body, at: 0 };
    let count = at.number()?;
    let mut out = Vec::new();
    push_number(count, &mut out);
    for _ in 0..count {
        push_name(at.name()?, &mut out);
        push_name(&short.of(at.name()?)?, &mut out);
        let start = at.at;
        match at.byte()? {
            0 => drop(at.number()?),
            1 => {
                at.byte()?;
                at.limits()?;
            }
            2 => at.limits()?,
            3 => drop(at.take(2)?),
            kind => return Err(format!("The program imports a thing of kind {kind}.")),
        }
        out.extend(&body[start..at.at]);
    }
    Ok(out)
}

fn exports(body: &[u8], short: &mut Short) -> Outcome<Vec<u8>> {
    let mut at = Reader { bytes: body, at: 0 };
    let count = at.number()?;
    let (mut kept, mut list) = (0, Vec::new());
    for _ in 0..count {
        let name = at.name()?;
        let start = at.at;
        at.byte()?;
        at.number()?;
        if !String::from_utf8_lossy(name).contains(UNUSED) {
            // What the script does not ask for keeps its name.
            push_name(&short.of(name).unwrap_or_else(|_| name.to_vec()), &mut list);
            list.extend(&body[start..at.at]);
            kept += 1;
        }
    }
    let mut out = Vec::new();
    push_number(kept, &mut out);
    out.extend(list);
    Ok(out)
}

fn push_name(name: &[u8], out: &mut Vec<u8>) {
    push_number(name.len(), out);
    out.extend(name);
}

/// LEB128, as everywhere in a module.
fn push_number(mut number: usize, out: &mut Vec<u8>) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        out.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return;
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Outcome<&'a [u8]> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len());
        let end = end.ok_or("The program ends too early.")?;
        let part = &self.bytes[self.at..end];
        self.at = end;
        Ok(part)
    }

    fn byte(&mut self) -> Outcome<u8> {
        Ok(self.take(1)?[0])
    }

    fn number(&mut self) -> Outcome<usize> {
        let (mut number, mut shift) = (0_usize, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
            if shift > 28 {
                return Err("A number in the program is too long.".to_owned());
            }
        }
    }

    fn name(&mut self) -> Outcome<&'a [u8]> {
        let length = self.number()?;
        self.take(length)
    }

    fn limits(&mut self) -> Outcome {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that imports `./m.js` `__wbg_long_0123456789abcdef` (a function) and exports it as `__wbindgen_run`, and its memory.
    fn module() -> Vec<u8> {
        let mut import = vec![1];
        push_name(b"./m.js", &mut import);
        push_name(b"__wbg_long_0123456789abcdef", &mut import);
        import.extend([0, 0]);
        let mut export = vec![2];
        push_name(b"__wbindgen_run", &mut export);
        export.extend([0, 0]);
        push_name(b"memory", &mut export);
        export.extend([2, 0]);
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (kind, body) in [(1, vec![1, 0x60, 0, 0]), (IMPORTS, import), (EXPORTS, export)] {
            module.push(kind);
            push_number(body.len(), &mut module);
            module.extend(body);
        }
        module
    }

    #[test]
    fn both_files_get_the_same_short_names() {
        let script = "/**\n * @returns {number}\n */\n  // x\n  const i = { __wbg_long_0123456789abcdef: function() {}, my__wbindgen_run: 1 }; wasm.__wbindgen_run(); wasm.memory;";
        let (wasm, script) = shorten(&module(), script).unwrap();
        assert_eq!(script, "const i = { a$: function() {}, my__wbindgen_run: 1 }; wasm.b$(); wasm.memory;\n");
        let text = String::from_utf8_lossy(&wasm).into_owned();
        assert!(text.contains("a$") && text.contains("b$") && text.contains("memory") && !text.contains("__wb"));
        assert_eq!(&wasm[..HEAD + 6], &module()[..HEAD + 6]);
    }

    #[test]
    fn a_name_that_the_script_lacks_and_a_cut_module_are_refused() {
        assert!(shorten(&module(), "wasm.other").unwrap_err().contains("__wbg_long"));
        let whole = module();
        assert!(shorten(&whole[..whole.len() - 3], "").is_err());
        assert!(shorten(b"\0asm", "").is_err());
    }

    #[test]
    fn short_names_differ() {
        let names: Vec<String> = (0..2000).map(base).collect();
        assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), 2000);
        assert_eq!((names[0].as_str(), names[26].as_str()), ("a", "aa"));
    }
}
