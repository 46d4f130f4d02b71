//! The State's signature by the port's own adapter: a PKCS#12 file and `openssl` sign a copy, `pdfsig`, which knows nothing of
//! us, judges it, and finds one changed byte.

use motcua_documents::{Press, data::*};
use motcua_server::ecopies::{StateSigner, pades::ProgramSigner};
use std::{path::Path, process::Command};

const AT: &str = "2026-11-30T02:00:00Z";

fn run(program: &str, arguments: &[&str], dir: &Path) -> (bool, String) {
    let done = Command::new(program).args(arguments).current_dir(dir).output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8_lossy(&said).into_owned())
}

fn openssl(arguments: &[&str], dir: &Path) {
    let (worked, said) = run("openssl", arguments, dir);
    assert!(worked, "{arguments:?}: {said}");
}

/// A signer of nobody: a key and its certificate in a PKCS#12 file, taken out of it again as the signing program needs them.
fn signer(dir: &Path) -> ProgramSigner {
    let subject = "/CN=UBND phuong Thu/O=Thu nghiem";
    openssl(
        &[
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", subject, "-days", "3", "-keyout", "k.pem",
            "-out", "c.pem",
        ],
        dir,
    );
    openssl(&["pkcs12", "-export", "-inkey", "k.pem", "-in", "c.pem", "-out", "s.p12", "-passout", "pass:thu"], dir);
    openssl(&["pkcs12", "-in", "s.p12", "-passin", "pass:thu", "-nodes", "-out", "s.pem"], dir);
    let pem = dir.join("s.pem").to_str().unwrap().to_owned();
    let words = ["cms", "-sign", "-binary", "-cades", "-md", "sha256", "-outform", "DER", "-signer", &pem];
    ProgramSigner { program: "openssl".to_owned(), arguments: words.map(str::to_owned).to_vec() }
}

fn letter() -> Vec<u8> {
    let sheet = Ticket {
        office: Office {
            name: "UBND phường Thử".into(),
            counter: "Một cửa".into(),
            place: "Thử".into(),
            address: "1 Đường Ví Dụ".into(),
            ..Office::default()
        },
        number: "A012".into(),
        taken: Some(Moment(jiff::civil::date(2026, 11, 30).at(9, 0, 0, 0))),
        ..Ticket::default()
    };
    Press::new().unwrap().print(&sheet, AT.parse().unwrap()).unwrap()
}

#[test]
fn pdfsig_finds_the_signature_valid_and_one_changed_byte() {
    let dir = tempfile::tempdir().unwrap();
    let (signer, before) = (signer(dir.path()), letter());
    let signed = signer.sign(before.clone(), AT.parse().unwrap()).unwrap();
    assert!(signed.starts_with(&before), "a later revision: not a byte before is changed");
    std::fs::write(dir.path().join("signed.pdf"), &signed).unwrap();
    let (_, said) = run("pdfsig", &["-nocert", "signed.pdf"], dir.path());
    for line in
        ["Signature Type: ETSI.CAdES.detached", "Total document signed", "Signature is Valid", "UBND phuong Thu"]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
    let (worked, said) = run("qpdf", &["--check", "signed.pdf"], dir.path());
    assert!(worked, "{said}");
    let mut changed = signed.clone();
    changed[before.len() / 2] ^= 1;
    std::fs::write(dir.path().join("changed.pdf"), &changed).unwrap();
    let (_, said) = run("pdfsig", &["-nocert", "changed.pdf"], dir.path());
    assert!(!said.contains("Signature is Valid"), "{said}");
}

#[test]
fn a_program_that_fails_signs_nothing() {
    let signer = |program: &str, arguments: &[&str]| ProgramSigner {
        program: program.to_owned(),
        arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
    };
    let at = AT.parse().unwrap();
    for (program, arguments) in [("false", &[][..]), ("true", &[]), ("motcua-no-such-program", &[]), ("cat", &[])] {
        assert!(signer(program, arguments).sign(letter(), at).is_err(), "{program}");
    }
    assert!(signer("cat", &[]).sign(b"no pdf".to_vec(), at).is_err());
}
