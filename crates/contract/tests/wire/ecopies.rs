//! Shapes of certified copies: what is published to check them, and the register.

use crate::shapes::{certificate, noon, same};
use motcua_contract::ecopies::{CertificationLine, Certifications, CopyKey, CopyStage, CopyTrust, RevokedCopy};

#[test]
fn what_anybody_checks_with() {
    let key = CopyKey { id: "0011223344556677".into(), public: "4".repeat(64), withdrawn: false };
    let old = CopyKey { id: "8899aabbccddeeff".into(), public: "5".repeat(64), withdrawn: true };
    let revoked = vec![RevokedCopy { year: 2026, number: 3 }];
    same("copy_trust", &CopyTrust { keys: vec![key, old], revoked, as_of: noon() });
}

#[test]
fn the_register_of_certifications() {
    let line = CertificationLine {
        number: 12,
        dossier: "d1".into(),
        at: noon(),
        requester: "Nguyễn Thị Mẫu".into(),
        document: "Căn cước".into(),
        pages: 2,
        copies: 1,
        fee: Some(4_000),
        signer: "Lãnh đạo Thử".into(),
        revoked_at: Some(noon()),
        reason: Some("Bản chính giả".into()),
    };
    let (years, lines) = (vec![2026], vec![line]);
    same("certifications", &Certifications { year: 2026, years, total: 1, copies: 1, fees: 4_000, lines, next: None });
    let stages =
        vec![CopyStage::Asked, CopyStage::Prepared, CopyStage::Certified { certificate: certificate(), revoked: None }];
    same("copy_stages", &stages);
}
