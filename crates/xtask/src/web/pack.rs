//! Making bytes fewer: wasm-opt for programs, brotli and gzip copies for everything that is text or wasm.
//! Each result is kept by the hash of its input, so that an unchanged file costs nothing the next time.

use crate::paths::{self, cannot};
use crate::shell::{self, Outcome};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What today's compiler emits and wasm-opt must be told to accept.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];
const COMPRESSIBLE: [&str; 7] = ["js", "wasm", "css", "html", "json", "svg", "webmanifest"];
/// The largest window and the slowest search: the files are compressed once and sent many times.
const BROTLI_QUALITY: i32 = 11;
const BROTLI_WINDOW: i32 = 22;
/// Blocks of 64 KiB: programs change their character often, and smaller blocks follow it (a hundredth fewer bytes).
const BROTLI_BLOCK: i32 = 16;

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// For the fewest bytes: without nested expressions first, so that loops can be found anew, then twice for size.
pub const SMALL: &[&str] = &["--flatten", "--rereloop", "-Oz", "-Oz"];
/// For speed.
pub const FAST: &[&str] = &["-O3"];

/// A program after these passes of wasm-opt, or as it was where there is no wasm-opt.
pub fn optimise(wasm: &Path, passes: &[&str], wasm_opt: Option<&Path>) -> Outcome<Vec<u8>> {
    let bytes = paths::read_bytes(wasm)?;
    let Some(program) = wasm_opt else { return Ok(bytes) };
    let key = sha256(&[program.to_string_lossy().as_bytes(), passes.join(" ").as_bytes(), &bytes].concat());
    kept(&key, "wasm", |out| {
        let mut command = Command::new(program);
        command.arg(wasm).args(passes).args(FEATURES).arg("-o").arg(out);
        shell::run(&mut command, "wasm-opt")
    })
}

/// Writes `.br` and `.gz` beside a file whose kind is worth compressing.
pub fn compress(file: &Path) -> Outcome {
    let kind = file.extension().unwrap_or_default().to_string_lossy().into_owned();
    if !COMPRESSIBLE.contains(&kind.as_str()) {
        return Ok(());
    }
    let bytes = paths::read_bytes(file)?;
    for (ending, packed) in [("br", brotli(&bytes)?), ("gz", gzip(&bytes)?)] {
        paths::write(&file.with_added_extension(ending), packed)?;
    }
    Ok(())
}

/// Brotli at its best.
pub fn brotli(bytes: &[u8]) -> Outcome<Vec<u8>> {
    kept(&format!("{}-{BROTLI_BLOCK}", sha256(bytes)), "br", |out| {
        let settings = brotli::enc::BrotliEncoderParams {
            quality: BROTLI_QUALITY,
            lgwin: BROTLI_WINDOW,
            lgblock: BROTLI_BLOCK,
            size_hint: bytes.len(),
            ..Default::default()
        };
        let mut packed = Vec::new();
        let mut reader = bytes;
        brotli::BrotliCompress(&mut reader, &mut packed, &settings).map_err(|error| cannot("compress", out, &error))?;
        paths::write(out, packed)
    })
}

/// Gzip at its best.
pub fn gzip(bytes: &[u8]) -> Outcome<Vec<u8>> {
    kept(&sha256(bytes), "gz", |out| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
        paths::write(out, packed.map_err(|error| cannot("compress", out, &error))?)
    })
}

/// The result for this key from the last time, or made now and kept.
fn kept(key: &str, ending: &str, make: impl FnOnce(&Path) -> Outcome) -> Outcome<Vec<u8>> {
    let folder = paths::target()?.join("web-cache");
    let file = folder.join(format!("{key}.{ending}"));
    if let Ok(bytes) = std::fs::read(&file) {
        return Ok(bytes);
    }
    paths::make(&folder)?;
    let unfinished: PathBuf = folder.join(format!("{key}.{}.{ending}", std::process::id()));
    make(&unfinished)?;
    std::fs::rename(&unfinished, &file).map_err(|error| cannot("keep", &file, &error))?;
    paths::read_bytes(&file)
}
