//! Certified electronic copies over HTTP: from the counter to a file that anybody can check, its number in the register, its
//! revocation; and everything that must not pass for one.

use motcua_contract::{
    Endpoint, NoBody, Problem, ProblemCode as P, RECEIPT_HEADER,
    desk::{CommandDossier, DeskCommand as D, DeskDossier, OpenDossier},
    dossiers::{DownloadResult, Receipt},
    ecopies::{Certifications, CertificationsFile, CopyStage, CopyTrust, GetCopyTrust, ListCertifications},
};
use motcua_domain::{
    dossier::{PaperCheck, Refusal as R, ReturnWay, State, Verdict as Seen},
    ecopy::{KnownKey, Trust, Verdict, judge_code, judge_file},
    staff::Role,
};
use motcua_server::{
    ecopies::{SignFault, StateSigner},
    secrets::from_hex,
    seed,
};
use motcua_storage::{audit::By, retention::What};
use motcua_tests::{Client, House, people};
use std::sync::Arc;

const CODE: &str = "2.000815";

/// The office: who prepares, who certifies, and a citizen's phone.
struct Office {
    house: House,
    phone: Client,
    clerk: Client,
    leader: Client,
    number: u32,
}

impl Office {
    async fn open() -> Self {
        Self::of(House::open().await).await
    }

    async fn of(house: House) -> Self {
        let phone = house.phone().await;
        let clerk = house.staff("tiepnhan9", &[Role::Clerk]).await;
        let leader = house.staff("lanhdao9", &[Role::Leader]).await;
        Self { house, phone, clerk, leader, number: 0 }
    }

    /// A dossier that asks for an electronic copy (or does not), taken in.
    async fn asked(&mut self, electronic: bool) -> (Receipt, DeskDossier) {
        self.number += 1;
        let case = [("electronic", electronic)];
        let submission = people::fill_in(&self.house, &self.phone, CODE, &case, self.number).await;
        let receipt = people::hand_in(&self.phone, &submission, &people::key()).await.unwrap();
        let found = self.house.app.store.by_code(&receipt.code).await.unwrap().unwrap();
        let dossier = self.clerk.call::<OpenDossier>(&[&found.row.id], &NoBody {}).await.unwrap();
        (receipt, give(&self.clerk, &dossier, &D::ReceiveSameVisit {}).await.unwrap())
    }

    /// So many pages, scanned at the counter.
    async fn scan(&self, dossier: &DeskDossier, pages: u32) -> DeskDossier {
        let mut scanned = Vec::new();
        for page in 0..pages {
            let picture = seed::picture(self.number * 50 + page).unwrap();
            scanned.push(people::page(&self.clerk.upload(&picture, "image/png").await.unwrap()));
        }
        let scan = D::Digitise { paper: "original_picture".into(), pages: scanned, sheets: pages };
        give(&self.clerk, dossier, &scan).await.unwrap()
    }

    /// Compared, scanned, and laid before the leader.
    async fn prepared(&mut self, pages: u32) -> (Receipt, DeskDossier) {
        let (receipt, dossier) = self.asked(true).await;
        let dossier = self.scan(&dossier, pages).await;
        let dossier = give(&self.clerk, &dossier, &compared()).await.unwrap();
        (receipt, give(&self.clerk, &dossier, &D::PrepareCopy {}).await.unwrap())
    }

    async fn certified(&mut self, pages: u32) -> (Receipt, DeskDossier) {
        let (receipt, dossier) = self.prepared(pages).await;
        (receipt, give(&self.leader, &dossier, &D::CertifyCopy {}).await.unwrap())
    }

    /// The file, as the citizen downloads it.
    async fn file(&self, receipt: &Receipt) -> Vec<u8> {
        let holder = self.phone.with(RECEIPT_HEADER, receipt.secret.clone());
        let answer = holder.request("GET", &DownloadResult::path(&[&receipt.code]), &[], "").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// What a phone knows after it has visited the page.
    async fn trust(&self) -> Trust {
        let said = self.house.visitor().call::<GetCopyTrust>(&[], &NoBody {}).await.unwrap();
        known(&said)
    }
}

fn known(said: &CopyTrust) -> Trust {
    let key = |key: &motcua_contract::ecopies::CopyKey| {
        let public: [u8; 32] = from_hex(&key.public).unwrap().try_into().unwrap();
        let known = KnownKey::new(&public, key.withdrawn).unwrap();
        assert_eq!(motcua_server::secrets::hex(&known.id), key.id);
        known
    };
    let revoked = said.revoked.iter().map(|copy| (u16::try_from(copy.year).unwrap(), copy.number)).collect();
    Trust { keys: said.keys.iter().map(key).collect(), revoked }
}

fn compared() -> D {
    let check = PaperCheck { paper: "original".into(), verdict: Seen::ShownAndReturned, note: String::new() };
    D::CheckPapers { checks: vec![check] }
}

async fn give(who: &Client, dossier: &DeskDossier, command: &D) -> Result<DeskDossier, Problem> {
    let who = who.with("if-match", format!("\"{}\"", dossier.version));
    who.call::<CommandDossier>(&[&dossier.id], command).await
}

fn number(dossier: &DeskDossier) -> (i16, u32) {
    let Some(CopyStage::Certified { certificate, .. }) = &dossier.copy else { panic!("{:?}", dossier.copy) };
    (certificate.year, certificate.number)
}

fn code(dossier: &DeskDossier) -> String {
    let Some(CopyStage::Certified { certificate, .. }) = &dossier.copy else { panic!("{:?}", dossier.copy) };
    certificate.code.clone()
}

#[tokio::test]
async fn from_the_counter_to_a_file_that_anybody_checks() {
    let mut office = Office::open().await;
    // A phone that was here before anything was certified.
    let early = office.trust().await;
    let (receipt, prepared) = office.prepared(2).await;
    assert_eq!((prepared.copy.clone(), prepared.state), (Some(CopyStage::Prepared), State::Processing));
    let refused = give(&office.clerk, &prepared, &D::CertifyCopy {}).await.unwrap_err();
    assert_eq!(refused.code, P::Forbidden, "the leader certifies");
    let done = give(&office.leader, &prepared, &D::CertifyCopy {}).await.unwrap();
    assert_eq!((done.state, number(&done)), (State::Done, (2026, 1)));
    let file = office.file(&receipt).await;
    assert!(file.starts_with(b"%PDF-1.7"));
    let judged = judge_file(&file, &early);
    assert_eq!(judged.verdict, Verdict::Valid);
    let said = judged.said.unwrap();
    assert_eq!((said.year, said.number, said.pages), (2026, 1, 2));
    assert_eq!(judge_code(&code(&done), &early).said.as_ref(), Some(&said), "code and file are one");
    // The citizen has it; the history and the register tell of it.
    let way = D::Return { way: ReturnWay::Download, note: String::new() };
    let returned = give(&office.clerk, &done, &way).await.unwrap();
    assert_eq!(returned.state, State::Returned);
    let book: Certifications = office.leader.call::<ListCertifications>(&[], &NoBody {}).await.unwrap();
    assert_eq!((book.year, book.total, book.lines.len()), (2026, 1, 1));
    let line = &book.lines[0];
    // Two pages: 2.000 đồng each, times the copies asked for.
    assert_eq!(line.fee, Some(4_000 * u64::from(line.copies)));
    assert_eq!((line.number, line.pages, line.signer.as_str()), (1, 2, "Cán bộ Thử"));
    assert_eq!(book.fees, line.fee.unwrap());
    for (format, start) in [("pdf", b"%PDF-".as_slice()), ("xlsx", b"PK")] {
        let path = CertificationsFile::path(&[format]);
        let answer = office.leader.request("GET", &path, &[], "").await;
        assert!(answer.status == 200 && answer.body.starts_with(start), "{format}: {answer:?}");
    }
    assert_eq!(office.leader.request("GET", &CertificationsFile::path(&["docx"]), &[], "").await.status, 404);
}

#[tokio::test]
async fn one_changed_byte_is_red_and_another_wards_key_is_amber() {
    let mut office = Office::open().await;
    let (receipt, _) = office.certified(1).await;
    let (file, trust) = (office.file(&receipt).await, office.trust().await);
    assert_eq!(judge_file(&file, &trust).verdict, Verdict::Valid);
    // Everywhere in the file: a step that meets head, pictures, text and seal.
    for at in (0..file.len()).step_by(file.len() / 200).chain([0, file.len() - 2]) {
        let mut changed = file.clone();
        changed[at] ^= 1;
        let verdict = judge_file(&changed, &trust).verdict;
        assert!(matches!(verdict, Verdict::Changed | Verdict::NotOurs), "byte {at}: {verdict:?}");
    }
    let mut other = Office::open().await;
    other.certified(1).await;
    assert_eq!(judge_file(&file, &other.trust().await).verdict, Verdict::KeyUnknown);
}

#[tokio::test]
async fn numbers_have_no_gap_whatever_happens() {
    let mut office = Office::open().await;
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(office.prepared(1).await.1);
    }
    // At once, and each twice: a slow click is no second number.
    let certify = D::CertifyCopy {};
    let asked = waiting.iter().chain(&waiting).map(|dossier| give(&office.leader, dossier, &certify));
    let outcomes = futures_join(asked).await;
    let mut numbers: Vec<u32> = outcomes.iter().flatten().map(|done| number(done).1).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4]);
    // One that fails on the way takes no number.
    let (_, prepared) = office.prepared(1).await;
    let page = prepared.answers.pages().find(|(paper, _)| *paper == "original_picture").unwrap().1.clone();
    let upload = office.house.app.store.dossier_file(&prepared.id, &page.upload).await.unwrap();
    let lies = office.house.dir().join("blobs").join(upload.stored.unwrap().blob);
    let whole = std::fs::read(&lies).unwrap();
    std::fs::write(&lies, b"damaged").unwrap();
    assert_eq!(give(&office.leader, &prepared, &D::CertifyCopy {}).await.unwrap_err().code, P::IntegrityError);
    std::fs::write(&lies, whole).unwrap();
    assert_eq!(number(&give(&office.leader, &prepared, &D::CertifyCopy {}).await.unwrap()), (2026, 5));
    // A new year begins anew.
    office.house.pass(jiff::SignedDuration::from_hours(24 * 60));
    let mut office = Office::of(office.house).await;
    assert_eq!(number(&office.certified(1).await.1), (2027, 1));
}

async fn futures_join<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    futures_util::future::join_all(all).await
}

#[tokio::test]
async fn what_is_missing_is_said() {
    let mut office = Office::open().await;
    let why = async |who: &Client, dossier: &DeskDossier, command: D| {
        let problem = give(who, dossier, &command).await.unwrap_err();
        assert_eq!(problem.code, P::Refused, "{problem:?}");
        problem.refusal.unwrap()
    };
    let (_, paper) = office.asked(false).await;
    assert_eq!(why(&office.clerk, &paper, D::PrepareCopy {}).await, R::NotAnElectronicCopy);
    let (_, asked) = office.asked(true).await;
    assert_eq!(why(&office.clerk, &asked, D::PrepareCopy {}).await, R::CopyNotScanned);
    let scanned = office.scan(&asked, 1).await;
    assert_eq!(why(&office.clerk, &scanned, D::PrepareCopy {}).await, R::CopyNotCompared);
    assert_eq!(why(&office.leader, &scanned, D::CertifyCopy {}).await, R::CopyNotCompared);
    let seen = give(&office.clerk, &scanned, &compared()).await.unwrap();
    assert_eq!(why(&office.leader, &seen, D::CertifyCopy {}).await, R::NothingProposed);
    let prepared = give(&office.clerk, &seen, &D::PrepareCopy {}).await.unwrap();
    assert_eq!(why(&office.leader, &prepared, D::Approve {}).await, R::CopyToCertify);
    let back = give(&office.leader, &prepared, &D::SendBack { reason: "Trang 1 mờ".into() }).await.unwrap();
    assert_eq!(back.copy, Some(CopyStage::Asked));
    assert_eq!(why(&office.leader, &back, D::RevokeCopy { reason: "x".into() }).await, R::WrongState);
}

#[tokio::test]
async fn a_revoked_number_is_red_for_whoever_asks_again() {
    let mut office = Office::open().await;
    let (receipt, done) = office.certified(1).await;
    let (_, other) = office.certified(1).await;
    let (file, before) = (office.file(&receipt).await, office.trust().await);
    let revoke = |reason: &str| D::RevokeCopy { reason: reason.into() };
    assert_eq!(give(&office.clerk, &done, &revoke("x")).await.unwrap_err().code, P::Forbidden);
    assert_eq!(give(&office.leader, &done, &revoke(" ")).await.unwrap_err().refusal, Some(R::ReasonMissing));
    let way = D::Return { way: ReturnWay::ByHand, note: String::new() };
    let returned = give(&office.clerk, &done, &way).await.unwrap();
    let revoked = give(&office.leader, &returned, &revoke("Bản chính giả")).await.unwrap();
    assert!(matches!(&revoked.copy, Some(CopyStage::Certified { revoked: Some(why), .. }) if why == "Bản chính giả"));
    assert_eq!(give(&office.leader, &revoked, &revoke("x")).await.unwrap_err().refusal, Some(R::NothingCertified));
    let after = office.trust().await;
    assert_eq!(judge_file(&file, &before).verdict, Verdict::Valid, "a phone without a network knows no better");
    assert_eq!(judge_file(&file, &after).verdict, Verdict::Revoked);
    assert_eq!(judge_code(&code(&other), &after).verdict, Verdict::Valid);
    // Why is not for everybody.
    let public = office.house.visitor().request("GET", GetCopyTrust::PATH, &[], "").await;
    assert!(!String::from_utf8(public.body).unwrap().contains("giả"));
    let book = office.clerk.call::<ListCertifications>(&[], &NoBody {}).await.unwrap();
    assert_eq!(book.lines[0].reason.as_deref(), Some("Bản chính giả"));
    assert_eq!(book.lines[1].reason, None);
    // The register, and what was revoked, outlive the dossier.
    let (store, by) = (&office.house.app.store, By::operator(office.house.app.now().as_millisecond()));
    assert_eq!(store.erase(What::Dossiers, i64::MAX, 9, by).await.unwrap(), [done.id]);
    let book = office.clerk.call::<ListCertifications>(&[], &NoBody {}).await.unwrap();
    assert_eq!((book.total, book.lines[0].revoked_at.is_some()), (2, true));
    assert_eq!(judge_file(&file, &office.trust().await).verdict, Verdict::Revoked);
    let kinds: Vec<String> =
        office.house.app.store.audit_links(0, 500).await.unwrap().into_iter().map(|link| link.kind).collect();
    for kind in ["copy_key_made", "copy_prepared", "copy_certified", "copy_revoked"] {
        assert!(kinds.iter().any(|found| found == kind), "{kind}");
    }
}

/// A service that only adds a line, or fails.
struct Service(bool);

impl StateSigner for Service {
    fn sign(&self, mut pdf: Vec<u8>, _: jiff::Timestamp) -> Result<Vec<u8>, SignFault> {
        pdf.extend(b"% signed\n");
        if self.0 { Ok(pdf) } else { Err(SignFault("no card in the reader".to_owned())) }
    }
}

#[tokio::test]
async fn the_states_signature_comes_behind_or_nothing_is_certified() {
    for works in [true, false] {
        let house = House::signing(Arc::new(Service(works))).await;
        let mut office = Office::of(house).await;
        let (receipt, prepared) = office.prepared(1).await;
        let outcome = give(&office.leader, &prepared, &D::CertifyCopy {}).await;
        if works {
            assert_eq!(number(&outcome.unwrap()), (2026, 1));
            let judged = judge_file(&office.file(&receipt).await, &office.trust().await);
            assert_eq!(judged.verdict, Verdict::Extended, "our part is whole; the rest is the reader's to check");
        } else {
            assert_eq!(outcome.unwrap_err().code, P::CopyNotMade);
            let book = office.leader.call::<ListCertifications>(&[], &NoBody {}).await.unwrap();
            assert_eq!(book.total, 0, "no number was used");
        }
    }
}
