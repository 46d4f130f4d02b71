//! A result written at the desk: printed on its template, looked at by its writer alone, proposed and approved as a file.
use motcua_contract::{
    NoBody, ProblemCode as P,
    desk::{CommandDossier, DeskCommand as C, DeskDossier, DownloadFile, OpenDossier},
    papers::{LETTER_TITLE, Letter, WriteLetter},
    uploads::StoredFile,
};
use motcua_domain::{
    code::Code,
    dossier::{Refusal, State},
    staff::Role,
};
use motcua_tests::{
    Client, House,
    people::{birth, fill_in, hand_in, key},
};

/// Social assistance: a leader approves the result.
const SOCIAL: &str = "1.001776";

fn letter() -> Letter {
    Letter {
        title: "Quyết định hưởng trợ cấp".into(),
        number: "12/QĐ-UBND".into(),
        text: "Bà Nguyễn Thị Mẫu được hưởng trợ cấp hằng tháng.\n\nQuyết định có hiệu lực từ ngày ký.".into(),
    }
}

async fn social(house: &House) -> String {
    let phone = house.phone().await;
    let submission = fill_in(house, &phone, SOCIAL, &[], 1).await;
    let receipt = hand_in(&phone, &submission, &key()).await.unwrap();
    house.app.store.by_code(&receipt.code).await.unwrap().unwrap().row.id
}

async fn tell(house: &House, who: &Client, id: &str, command: C) -> DeskDossier {
    let version = house.app.store.by_id(id).await.unwrap().unwrap().dossier.version;
    who.with("if-match", format!("\"{version}\"")).call::<CommandDossier>(&[id], &command).await.unwrap()
}

/// The text of a PDF, by a tool that knows nothing of how it was made.
fn text_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.pdf");
    std::fs::write(&file, pdf).unwrap();
    let output = std::process::Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(&file).arg("-").output().unwrap();
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_letter_is_written_proposed_and_approved() {
    let house = House::open().await;
    let id = social(&house).await;
    let officer = house.staff("can-bo", &[Role::Officer]).await;
    let colleague = house.staff("can-bo-2", &[Role::Officer]).await;
    let leader = house.staff("lanh-dao", &[Role::Leader]).await;
    tell(&house, &leader, &id, C::Receive {}).await;
    tell(&house, &officer, &id, C::StartProcessing {}).await;

    let written: StoredFile = officer.call::<WriteLetter>(&[&id], &letter()).await.unwrap();
    assert_eq!((written.media_type.as_str(), written.pages), ("application/pdf", 1));
    let seen = officer.send::<DownloadFile>(&[&id, &written.upload], &NoBody {}).await;
    assert_eq!((seen.status.as_u16(), seen.body.len() as u64), (200, written.size));
    let text = text_of(&seen.body);
    for words in ["QUYẾT ĐỊNH HƯỞNG TRỢ CẤP", "12/QĐ-UBND", "hưởng trợ cấp hằng tháng", "hiệu lực từ ngày ký"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    // Nobody else's to see or to use before it is proposed.
    for other in [&colleague, &leader] {
        assert_eq!(other.send::<DownloadFile>(&[&id, &written.upload], &NoBody {}).await.problem().code, P::NotFound);
    }
    let now = officer.call::<OpenDossier>(&[&id], &NoBody {}).await.unwrap();
    let stranger = colleague.with("if-match", format!("\"{}\"", now.version));
    let taken = C::ProposeResult { upload: Some(written.upload.clone()) };
    assert_eq!(stranger.call::<CommandDossier>(&[&id], &taken).await.unwrap_err().code, P::FilesMissing);

    let proposed = tell(&house, &officer, &id, taken).await;
    assert_eq!(proposed.proposed.unwrap().file.unwrap().sha256, written.sha256);
    assert_eq!(leader.send::<DownloadFile>(&[&id, &written.upload], &NoBody {}).await.body, seen.body);
    let done = tell(&house, &leader, &id, C::Approve {}).await;
    assert_eq!((done.state, done.result.unwrap().sha256), (State::Done, written.sha256));
}

#[tokio::test]
async fn a_letter_with_a_hole_is_not_printed() {
    let house = House::open().await;
    let id = social(&house).await;
    let leader = house.staff("lanh-dao", &[Role::Leader]).await;
    let early = leader.call::<WriteLetter>(&[&id], &letter()).await.unwrap_err();
    assert_eq!((early.code, early.refusal), (P::Refused, Some(Refusal::WrongState)));
    tell(&house, &leader, &id, C::Receive {}).await;
    let no_title = Letter { title: " \u{200b} ".into(), ..letter() };
    let no_text = Letter { text: "\n \n".into(), ..letter() };
    for (hole, field) in [(no_title, "title"), (no_text, "text")] {
        let problem = leader.call::<WriteLetter>(&[&id], &hole).await.unwrap_err();
        assert_eq!(problem.code, P::TemplateValueMissing, "{field}");
        let found = &problem.findings[0];
        assert_eq!((found.field.as_str(), found.code), (field, Code::Required));
    }
    let long = Letter { title: "a".repeat(LETTER_TITLE + 1), ..letter() };
    let problem = leader.call::<WriteLetter>(&[&id], &long).await.unwrap_err();
    assert_eq!((problem.code, problem.findings[0].field.as_str()), (P::Invalid, "title"));
    // Only the number may be left to the hand; signs of the template's language are letters here.
    let plain = Letter { number: String::new(), text: "#panic(\"x\") *in đậm* $1$".into(), ..letter() };
    let written = leader.call::<WriteLetter>(&[&id], &plain).await.unwrap();
    let pdf = leader.send::<DownloadFile>(&[&id, &written.upload], &NoBody {}).await.body;
    let text = text_of(&pdf);
    assert!(text.contains("*in đậm* $1$"), "{text}");
    // Who approves signs with their name.
    let name = &leader.call::<motcua_contract::desk::WhoAmI>(&[], &NoBody {}).await.unwrap().name;
    assert!(text.contains(name), "{text}");
}

#[tokio::test]
async fn letters_are_for_who_works_on_the_dossier() {
    let house = House::open().await;
    let receipt = birth(&house, &house.phone().await, 1).await;
    let id = house.app.store.by_code(&receipt.code).await.unwrap().unwrap().row.id;
    for role in [Role::Clerk, Role::Receptionist, Role::Auditor, Role::Administrator] {
        let client = house.staff(role.as_str(), &[role]).await;
        let problem = client.call::<WriteLetter>(&[&id], &letter()).await.unwrap_err();
        assert_eq!(problem.code, P::Forbidden, "{role:?}");
    }
    assert_eq!(house.visitor().call::<WriteLetter>(&[&id], &letter()).await.unwrap_err().code, P::SignedOut);
}
