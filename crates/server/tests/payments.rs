//! Payments over HTTP: asked at the desk, paid by webhook, by statement and in cash; what did not match, by hand; the register.
use jiff::{SignedDuration, civil::date};
use motcua_contract::{
    NoBody, Problem, ProblemCode as P, VERSION_HEADER,
    desk::{CommandDossier, DeskCommand, DeskDossier, ListWork, OpenDossier},
    dossiers::{Receipt, TrackDossier, Tracking},
    payments::*,
};
use motcua_domain::{
    dossier::{Actor, State as D, What},
    payment::State as S,
    staff::Role,
    vietqr,
};
use motcua_server::{notices::settings::Secret, secrets};
use motcua_storage::audit::verify_data;
use motcua_tests::{
    Answered, Client, House,
    people::{birth, fill_in, hand_in, key},
};

const SECRET: &str = "a-secret-of-the-bank-and-the-ward";
const ACCOUNT: &str = "6601201000001";

/// A dossier of certified copies: the fee is computed from pages and copies.
async fn copies(house: &House, phone: &Client, number: u32) -> (String, Receipt, i64) {
    let submission = fill_in(house, phone, "2.000815", &[], number).await;
    let bundle = house.app.world.bundle("2.000815").unwrap();
    let fee = motcua_domain::fee::total(&bundle.procedure.fees, &submission.answers).1.unwrap();
    let receipt = hand_in(phone, &submission, &key()).await.unwrap();
    let record = house.app.store.by_code(&receipt.code).await.unwrap().unwrap();
    (record.row.id, receipt, i64::try_from(fee).unwrap())
}

async fn opened(clerk: &Client, id: &str) -> DeskDossier {
    clerk.call::<OpenDossier>(&[id], &NoBody {}).await.unwrap()
}

async fn command(clerk: &Client, id: &str, command: DeskCommand) -> Result<DeskDossier, Problem> {
    let version = opened(clerk, id).await.version;
    clerk.with("if-match", format!("\"{version}\"")).call::<CommandDossier>(&[id], &command).await
}

async fn ask(clerk: &Client, codes: &[&str]) -> Result<DeskPayment, Problem> {
    let dossiers = codes.iter().map(|code| AskedDossier { code: (*code).to_owned(), amount: None }).collect();
    clerk.call::<AskPayment>(&[], &NewPayment { dossiers, until: None, at_desk: false }).await
}

async fn tracked(house: &House, receipt: &Receipt) -> Tracking {
    house.visitor().holding(&receipt.secret).call::<TrackDossier>(&[&receipt.code], &NoBody {}).await.unwrap()
}

/// A house whose bank reports.
async fn house() -> House {
    let house = House::open().await;
    house.app.bank_secret.set(Secret(SECRET.into())).unwrap();
    house
}

fn credit(reference: &str, amount: i64, text: &str) -> BankMovement {
    BankMovement::Credit { reference: reference.into(), amount, day: date(2026, 11, 23), text: text.into() }
}

/// A request of a program: no page, no session, no version.
async fn bare(house: &House, headers: &[(&str, &str)], body: &str) -> Answered {
    let all: Vec<(&str, &str)> =
        [("sec-fetch-site", ""), (VERSION_HEADER, "")].into_iter().chain(headers.iter().copied()).collect();
    house.visitor().request("POST", "/api/bank/movements", &all, body.to_owned()).await
}

/// Sends a report as the bank's program does: no session, no page, a signature.
async fn send(house: &House, body: &str, at: i64, secret: &str) -> Answered {
    let time = at.to_string();
    let signature = secrets::hmac_hex(secret.as_bytes(), &[time.as_bytes(), b".", body.as_bytes()]);
    let headers = [
        ("content-type", "application/json"),
        (BANK_TIME_HEADER, time.as_str()),
        (BANK_SIGNATURE_HEADER, &format!("sha256={signature}")),
    ];
    bare(house, &headers, body).await
}

async fn report(house: &House, movements: Vec<BankMovement>) -> Vec<String> {
    let report = BankReport { account: ACCOUNT.into(), movements };
    let body = serde_json::to_string(&report).unwrap();
    send(house, &body, house.app.now().as_second(), SECRET).await.read::<BankReported>().unwrap().outcomes
}

async fn import(clerk: &Client, file: &str, preview: bool) -> Answered {
    let path = format!("/api/desk/statements{}", if preview { "?preview=true" } else { "" });
    clerk.request("POST", &path, &[("content-type", "text/csv")], file.to_owned()).await
}

async fn movements(clerk: &Client, state: &str) -> Vec<Movement> {
    let path = format!("/api/desk/movements?state={state}");
    clerk.request("GET", &path, &[], "").await.read::<Movements>().unwrap().movements
}

async fn register(clerk: &Client) -> Cashbook {
    let book: Cashbook = clerk.request("GET", "/api/desk/cashbook", &[], "").await.read().unwrap();
    // Every number is the sum of its list.
    let sum = |holds: &dyn Fn(&CashEntry) -> i64| book.entries.iter().map(holds).sum::<i64>();
    for one in &book.kinds {
        let of =
            |entry: &CashEntry| entry.parts.iter().filter(|part| part.key == one.key).map(|part| part.amount).sum();
        assert_eq!(one.amount, sum(&of), "{one:?}");
    }
    for one in &book.means {
        assert_eq!(one.amount, sum(&|entry| if entry.means == one.key { entry.amount } else { 0 }), "{one:?}");
    }
    assert_eq!(book.total, sum(&|entry| entry.amount));
    assert_eq!(book.total, book.came - book.went);
    book
}

#[tokio::test]
async fn a_fee_is_asked_for_and_paid_by_a_report_of_the_bank() {
    let house = house().await;
    let phone = house.phone().await;
    let (id, receipt, fee) = copies(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let shown = clerk.call::<ListDossierPayments>(&[&id], &NoBody {}).await.unwrap();
    assert_eq!((shown.fee.map(|fee| i64::try_from(fee).unwrap()), shown.payments.len()), (Some(fee), 0));
    // The dossier waits for it: the request comes with the waiting.
    command(&clerk, &id, DeskCommand::Receive {}).await.unwrap();
    let amount = u64::try_from(fee).unwrap();
    command(&clerk, &id, DeskCommand::RequestPayment { amount }).await.unwrap();
    let seen = tracked(&house, &receipt).await;
    let payment = &seen.payments[0];
    assert_eq!((seen.state, payment.state, payment.due, payment.held), (D::PaymentRequested, S::Asked, fee, 0));
    let code = vietqr::parse(payment.code.as_deref().unwrap()).unwrap();
    assert_eq!(
        (code.amount, code.purpose.as_deref(), code.account.as_str()),
        (Some(fee), Some(payment.text.as_str()), ACCOUNT)
    );
    // Showing the code, however often, pays nothing.
    assert_eq!(tracked(&house, &receipt).await.payments[0].state, S::Asked);
    let refused = command(&clerk, &id, DeskCommand::ConfirmPayment {}).await.unwrap_err();
    assert_eq!((refused.code, refused.detail.as_deref()), (P::PaymentRefused, Some(OPEN)), "only the money decides");

    // Part of it, with the bank's words around and in its own letters.
    let text = format!("MBVCB.5512.{}.CT tu 0071000", payment.text.to_lowercase().replace(' ', ""));
    assert_eq!(report(&house, vec![credit("FT1", fee - 1_000, &text)]).await, ["booked"]);
    let part = tracked(&house, &receipt).await.payments[0].clone();
    assert_eq!((part.state, part.held), (S::Part, fee - 1_000));
    assert_eq!(vietqr::parse(part.code.as_deref().unwrap()).unwrap().amount, Some(1_000), "the code asks for the rest");
    // The rest and the first once more: nothing counts twice.
    let both = vec![credit("FT1", fee - 1_000, &text), credit("FT2", 1_000, &text)];
    assert_eq!(report(&house, both).await, ["known", "booked"]);
    let paid = tracked(&house, &receipt).await;
    assert_eq!((paid.state, paid.payments[0].state, &paid.payments[0].code), (D::Processing, S::Paid, &None));
    let last = opened(&clerk, &id).await.events.pop().unwrap();
    assert!(matches!((&last.actor, &last.what), (Actor::System, What::PaymentConfirmed { .. })), "{last:?}");

    // Too much, then taken back by the bank; a movement that is taken back before it is told of.
    assert_eq!(report(&house, vec![credit("FT3", 500, &text)]).await, ["booked"]);
    assert_eq!(tracked(&house, &receipt).await.payments[0].state, S::Over);
    let back = |reference: &str| BankMovement::Reversal { reference: reference.into(), day: date(2026, 11, 23) };
    assert_eq!(report(&house, vec![back("FT3"), back("FT4")]).await, ["reversed", "reversed"]);
    assert_eq!(report(&house, vec![credit("FT4", 700, &text), back("FT3")]).await, ["reversed", "known"]);
    let now = tracked(&house, &receipt).await.payments[0].clone();
    assert_eq!((now.state, now.held), (S::Paid, fee));

    let book = register(&clerk).await;
    assert_eq!((book.total, book.open.count), (fee, 0));
    let kinds: Vec<&str> = book.kinds.iter().filter(|one| one.amount != 0).map(|one| one.key.as_str()).collect();
    assert_eq!(kinds, ["2.000815/copies"]);
    // The report's figures come out of the same events.
    let year = clerk
        .request("GET", "/api/desk/reports?period=2026-11", &[], "")
        .await
        .read::<motcua_contract::reports::Report>()
        .unwrap();
    assert_eq!((year.count("paid"), year.count("paid_online")), (1, 1));
    let listed = clerk.request("GET", "/api/desk/dossiers?figure=paid_online&period=2026-11", &[], "").await;
    assert_eq!(listed.read::<motcua_contract::desk::WorkList>().unwrap().items.len(), 1);
    for (format, start) in [("pdf", &b"%PDF-"[..]), ("xlsx", b"PK")] {
        let file = clerk.request("GET", &format!("/api/desk/cashbook/{format}?day=2026-11-23"), &[], "").await;
        assert!(file.status.is_success() && file.body.starts_with(start), "{format} {}", file.status);
    }
    house.app.store.check().await.unwrap();
    assert!(verify_data(house.dir(), &[]).await.unwrap().is_ok());
}

#[tokio::test]
async fn a_report_is_believed_only_when_it_is_signed_now_and_for_this_account() {
    let house = House::open().await;
    let phone = house.phone().await;
    let (_, receipt, fee) = copies(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let text = ask(&clerk, &[&receipt.code]).await.unwrap().payment.text;
    let now = house.app.now().as_second();
    let body = |account: &str, amount: i64| {
        let movements = vec![credit("FT1", amount, &text)];
        serde_json::to_string(&BankReport { account: account.into(), movements }).unwrap()
    };
    let good = body(ACCOUNT, fee);
    assert_eq!(send(&house, &good, now, SECRET).await.problem().code, P::NotFound, "off until it is configured");
    house.app.bank_secret.set(Secret(SECRET.into())).unwrap();
    let detail = |answer: &Answered| answer.problem().detail.unwrap_or_default();
    let forged = send(&house, &good, now, "another-secret-of-the-same-length").await;
    assert_eq!((forged.problem().code, detail(&forged).as_str()), (P::BankReportRefused, "signature"));
    // A sound signature over another amount, over another time, and none at all.
    let time = now.to_string();
    let signature =
        format!("sha256={}", secrets::hmac_hex(SECRET.as_bytes(), &[time.as_bytes(), b".", good.as_bytes()]));
    let tampered = body(ACCOUNT, fee * 10);
    let headers = [(BANK_TIME_HEADER, time.as_str()), (BANK_SIGNATURE_HEADER, signature.as_str())];
    let other = bare(&house, &headers, &tampered).await;
    assert_eq!(detail(&other), "signature");
    assert_eq!(detail(&bare(&house, &[], &good).await), "signature");
    for late in [now - 301, now + 301] {
        assert_eq!(detail(&send(&house, &good, late, SECRET).await), "time");
    }
    assert_eq!(detail(&send(&house, &body("1", fee), now, SECRET).await), "account");
    let nonsense = send(&house, "{\"account\":1}", now, SECRET).await;
    assert_eq!(nonsense.problem().code, P::BadBody);
    let wrong = vec![credit("", 0, "x"), credit("FT9", -1, "x")];
    let wrong = serde_json::to_string(&BankReport { account: ACCOUNT.into(), movements: wrong }).unwrap();
    assert_eq!(send(&house, &wrong, now, SECRET).await.problem().findings.len(), 3);
    assert_eq!(tracked(&house, &receipt).await.payments[0].state, S::Asked, "nothing of it counted");
    assert!(movements(&clerk, "open").await.is_empty());

    // The same bytes again within their minutes change nothing; later they are too old.
    assert_eq!(send(&house, &good, now, SECRET).await.read::<BankReported>().unwrap().outcomes, ["booked"]);
    assert_eq!(send(&house, &good, now, SECRET).await.read::<BankReported>().unwrap().outcomes, ["known"]);
    house.pass(SignedDuration::from_mins(6));
    assert_eq!(detail(&send(&house, &good, now, SECRET).await), "time");
    // The same number with another amount: the first counts, and a person is told.
    assert_eq!(report(&house, vec![credit("FT1", fee + 1, &text)]).await, ["conflict"]);
    let seen = tracked(&house, &receipt).await.payments[0].clone();
    assert_eq!((seen.state, seen.held), (S::Paid, fee));
    let told = movements(&clerk, "open").await;
    assert_eq!(told[0].conflict, format!("{} 2026-11-23", fee + 1));
    clerk.call::<ActOnMovement>(&["FT1"], &MovementAct::Seen {}).await.unwrap();
    assert!(movements(&clerk, "open").await.is_empty());
}

#[tokio::test]
async fn one_code_for_several_dossiers_and_a_statement_with_one_line_left_over() {
    let house = house().await;
    let phone = house.phone().await;
    let (first_id, first, one) = copies(&house, &phone, 1).await;
    let (_, second, two) = copies(&house, &phone, 2).await;
    let (_, third, three) = copies(&house, &phone, 3).await;
    let clerk = house.clerk("canbo").await;
    let both = ask(&clerk, &[&first.code, &second.code]).await.unwrap();
    let alone = ask(&clerk, &[&third.code]).await.unwrap();
    let again = ask(&clerk, &[&second.code]).await.unwrap_err();
    assert_eq!(again.detail.as_deref(), Some("payment_already_asked"));
    let seen = tracked(&house, &second).await.payments[0].clone();
    assert_eq!((seen.due, seen.own, seen.dossiers), (one + two, two, 2));

    let file = format!(
        "Ngày giao dịch,Số tham chiếu,Ghi nợ,Ghi có,Nội dung\n\
         23/11/2026,A1,,\"{}\",{} cam on\n\
         23/11/2026,A2,,{three},chuyen tien le phi {}\n\
         23/11/2026,A3,5.000,,phi\n",
        one + two,
        both.payment.text,
        third.code,
    );
    let preview: Imported = import(&clerk, &file, true).await.read().unwrap();
    let outcomes = |imported: &Imported| imported.lines.iter().map(|line| line.outcome.clone()).collect::<Vec<_>>();
    assert_eq!(
        (outcomes(&preview), preview.outgoing, preview.preview),
        (vec!["booked".into(), "open".into()], 1, true)
    );
    assert_eq!(tracked(&house, &first).await.payments[0].state, S::Asked, "a look keeps nothing");
    let kept: Imported = import(&clerk, &file, false).await.read().unwrap();
    assert_eq!(outcomes(&kept), ["booked", "open"]);
    let same: Imported = import(&clerk, &file, false).await.read().unwrap();
    assert_eq!(outcomes(&same), ["known", "known"], "the same file again changes nothing");
    assert_eq!(tracked(&house, &first).await.payments[0].state, S::Paid);
    // The bank reports the same movement by itself, under another number: a person looks.
    let twin = credit("WEB-7", one + two, &format!("{} cam on", both.payment.text));
    assert_eq!(report(&house, vec![twin]).await, ["open"]);
    assert_eq!(tracked(&house, &first).await.payments[0].held, one + two);

    let open = movements(&clerk, "open").await;
    let left = open.iter().find(|movement| movement.reference == "A2").unwrap();
    assert_eq!((left.why.as_str(), left.guesses[0].text.as_str()), ("damaged", alone.payment.text.as_str()));
    assert_eq!(open.iter().find(|movement| movement.reference == "WEB-7").unwrap().why, "maybe_known");
    assert_eq!(register(&clerk).await.open.count, 2);
    // Assigned by hand, taken back, set aside, taken back, assigned by the dossier's code.
    let act = async |reference: &str, act: MovementAct| clerk.call::<ActOnMovement>(&[reference], &act).await;
    let assign = |text: &str| MovementAct::Assign { text: text.to_owned() };
    assert_eq!(act("A2", assign(&alone.payment.text)).await.unwrap().state, "matched");
    assert_eq!(tracked(&house, &third).await.payments[0].state, S::Paid);
    assert_eq!(act("A2", MovementAct::Release {}).await.unwrap().why, "released");
    assert_eq!(tracked(&house, &third).await.payments[0].state, S::Asked);
    assert_eq!(act("A2", MovementAct::NotOurs {}).await.unwrap().state, "foreign");
    assert_eq!(act("A2", assign(&third.code)).await.unwrap_err().code, P::PaymentRefused, "it is set aside");
    act("A2", MovementAct::Ours {}).await.unwrap();
    let hand = act("A2", assign(&third.code)).await.unwrap();
    assert!(hand.by_hand && hand.payment == Some(alone.payment.text));
    act("WEB-7", MovementAct::NotOurs {}).await.unwrap();
    assert_eq!(act("A2", assign("LP X")).await.unwrap_err().code, P::PaymentRefused);
    let book = register(&clerk).await;
    assert_eq!((book.total, book.open.count), (one + two + three, 0));
    assert_eq!(book.means.iter().map(|sum| sum.key.as_str()).collect::<Vec<_>>(), ["statement"]);

    // Files that are none, lines that cannot be read: coded, and nothing of them counted.
    for (wrong, detail) in [
        ("no table at all", "statement_unreadable"),
        ("PK\u{3}\u{4}\0", "statement_unreadable"),
        ("Ngày,Nội dung,Có\n23/11/2026,x,8.5\n23/11/2026,x,8.000\n", "statement_lines"),
    ] {
        let problem = import(&clerk, wrong, false).await.problem();
        assert_eq!((problem.code, problem.detail.as_deref()), (P::StatementRefused, Some(detail)));
    }
    let findings = import(&clerk, "Ngày,Nội dung,Có\n32/11/2026,x,8.000\n", false).await.problem().findings;
    assert_eq!(findings[0].field, "2");
    assert_eq!(clerk.request("POST", "/api/desk/statements", &[], "x").await.problem().code, P::UnsupportedMedia);
    assert_eq!(register(&clerk).await.total, one + two + three);
    // Erasing the dossiers forgets who paid; the money stays in the register.
    opened(&clerk, &first_id).await;
}

#[tokio::test]
async fn the_counter_takes_cash_vouches_and_gives_back() {
    let house = House::open().await;
    let phone = house.phone().await;
    let (id, receipt, fee) = copies(&house, &phone, 1).await;
    let clerk = house.staff("tiepnhan", &[Role::Clerk]).await;
    let leader = house.staff("lanhdao", &[Role::Leader]).await;
    let asked = ask(&clerk, &[&receipt.code]).await.unwrap();
    let act = async |who: &Client, act: PaymentAct| who.call::<ActOnPayment>(&[&asked.id], &act).await;
    let cash = |amount: i64, receipt: &str| PaymentAct::Cash { amount, receipt: receipt.into() };
    let why = |problem: Problem| problem.detail.unwrap_or_default();
    assert_eq!(act(&clerk, PaymentAct::AtDesk {}).await.unwrap().payment.state, S::AtDesk);
    assert_eq!(why(act(&clerk, cash(fee, " ")).await.unwrap_err()), "payment_reference");
    assert_eq!(why(act(&clerk, cash(0, "001")).await.unwrap_err()), "payment_amount");
    let paid = act(&clerk, cash(fee + 2_000, "001")).await.unwrap();
    assert_eq!((paid.payment.state, paid.booked[0].undo), (S::Over, true));
    assert!(act(&leader, PaymentAct::TakeBack { reference: "BL 001".into() }).await.is_err(), "their own only");
    let back = act(&clerk, PaymentAct::TakeBack { reference: "BL 001".into() }).await.unwrap();
    assert_eq!((back.payment.state, back.booked.len()), (S::AtDesk, 0));
    act(&clerk, cash(fee + 2_000, "001")).await.unwrap();
    house.pass(SignedDuration::from_mins(11));
    let late = act(&clerk, PaymentAct::TakeBack { reference: "BL 001".into() }).await.unwrap_err();
    assert_eq!(why(late), "payment_reference_unknown");
    // A receipt's number is given once.
    let (_, other, _) = copies(&house, &phone, 2).await;
    let second = ask(&clerk, &[&other.code]).await.unwrap();
    let twice = clerk.call::<ActOnPayment>(&[&second.id], &cash(1_000, "001")).await.unwrap_err();
    assert_eq!(why(twice), "payment_reference_conflict");
    // Who takes money does not give it back alone.
    let refund = |amount: i64| PaymentAct::Refund { amount, receipt: "7".into() };
    assert_eq!(act(&clerk, refund(2_000)).await.unwrap_err().code, P::Forbidden);
    assert_eq!(why(act(&leader, refund(fee + 2_001)).await.unwrap_err()), "payment_refund_over_held");
    let settled = act(&leader, refund(2_000)).await.unwrap().payment;
    assert_eq!((settled.state, settled.held, settled.refunded), (S::Paid, fee, 2_000));
    let book = register(&clerk).await;
    assert_eq!((book.came, book.went, book.total), (fee + 2_000, 2_000, fee));
    // Not asked any more: nothing is taken, and nothing is shown.
    let withdrawn = clerk.call::<ActOnPayment>(&[&second.id], &PaymentAct::Withdraw {}).await.unwrap();
    assert_eq!(withdrawn.payment.state, S::Withdrawn);
    let refused = clerk.call::<ActOnPayment>(&[&second.id], &cash(1_000, "002")).await.unwrap_err();
    assert_eq!(why(refused), "payment_withdrawn");
    assert!(tracked(&house, &other).await.payments.is_empty());
    let figures = |report: motcua_contract::reports::Report| (report.count("paid"), report.count("paid_online"));
    let month = clerk.request("GET", "/api/desk/reports?period=2026-11", &[], "").await.read().unwrap();
    assert_eq!(figures(month), (1, 0), "at the counter is not online");
    assert_eq!(opened(&clerk, &id).await.state, D::Submitted, "paid or not is an axis of its own");
}

#[tokio::test]
async fn what_no_source_states_needs_an_amount_and_what_ended_is_not_asked() {
    let house = House::open().await;
    let phone = house.phone().await;
    let receipt = birth(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let id = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items[0].id.clone();
    let shown = clerk.call::<ListDossierPayments>(&[&id], &NoBody {}).await.unwrap();
    let problem = ask(&clerk, &[&receipt.code]).await.unwrap_err();
    let expected = if shown.fee.is_none() { AMOUNT_UNKNOWN } else { "payment_nothing_due" };
    assert_eq!(problem.detail.as_deref(), Some(expected));
    let said = vec![AskedDossier { code: receipt.code.clone(), amount: Some(8_000) }];
    let new = NewPayment { dossiers: said.clone(), until: Some(date(2026, 11, 30)), at_desk: true };
    let asked = clerk.call::<AskPayment>(&[], &new).await.unwrap();
    assert_eq!((asked.payment.due, asked.payment.state), (8_000, S::AtDesk));
    let none = ask(&clerk, &["H20.299-261123-9999"]).await.unwrap_err();
    assert_eq!(none.code, P::NotFound);
    assert_eq!(ask(&clerk, &[]).await.unwrap_err().code, P::Invalid);
    command(&clerk, &id, DeskCommand::Refuse { reason: "Sai nơi".into() }).await.unwrap();
    assert!(tracked(&house, &receipt).await.payments.is_empty(), "nobody is asked for a fee of what was refused");
    let over = clerk.call::<AskPayment>(&[], &NewPayment { dossiers: said, until: None, at_desk: false }).await;
    assert_eq!(over.unwrap_err().detail.as_deref(), Some(DOSSIER_OVER));
}
