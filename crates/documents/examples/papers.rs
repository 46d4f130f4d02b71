//! Prints every paper of a full and of a minimal made-up dossier: `cargo run -p motcua-documents --example papers -- OUTDIR`.
#![allow(clippy::unwrap_used, reason = "an example fails by panicking")]

#[path = "../tests/sample/mod.rs"]
mod sample;

use std::{env, fs, path::PathBuf, time::Instant};

fn main() {
    let folder = PathBuf::from(env::args().nth(1).unwrap_or_else(|| "target/papers".into()));
    fs::create_dir_all(&folder).unwrap();
    let (press, lists, at) = (sample::press(), sample::Lists::new(), "2026-11-23T02:00:00Z".parse().unwrap());
    let mut times = Vec::new();
    let mut print = |name: String, template: &str, data: &serde_json::Value| {
        let start = Instant::now();
        match press.render(template, data, at) {
            Ok(pdf) => {
                times.push(start.elapsed());
                println!("{:>7.1?} {:>7} bytes  {name}", start.elapsed(), pdf.len());
                fs::write(folder.join(format!("{name}.pdf")), pdf).unwrap();
            }
            Err(fault) => println!("FAULT {name}: {fault}"),
        }
    };
    for (full, kind) in [(true, "full"), (false, "minimal")] {
        for (index, (template, data)) in sample::office_papers(full).iter().enumerate() {
            print(format!("{kind}-{index:02}-{template}"), &format!("papers/{template}"), data);
        }
        for code in sample::CODES {
            let form = serde_json::to_value(sample::form(code, full, 1, &lists)).unwrap();
            print(format!("{kind}-form-{code}"), &press.form_of(code), &form);
        }
        let form = serde_json::to_value(sample::form("1.001193", full, 1, &lists)).unwrap();
        print(format!("{kind}-form-general"), "papers/form", &form);
    }
    print("register-1000".into(), "papers/register", &serde_json::to_value(sample::register(1000)).unwrap());
    times.sort();
    println!("median {:.1?} of {}", times[times.len() / 2], times.len());
}
