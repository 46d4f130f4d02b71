//! What became of a made-up dossier, as the steps that lead there and who takes them.

use super::Sentences;
use motcua_domain::{
    dossier::{Command, Fault, Reason, ReturnWay, State},
    procedure::Procedure,
};
use motcua_storage::dossiers::Record;

/// The field that a made-up clerk asks about; every procedure has it.
const PHONE: &str = "requester_phone";

/// Who takes a step.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Citizen,
    Clerk,
    Officer,
    Leader,
}

/// The dossier whose way is made up.
pub struct Case<'a> {
    pub record: &'a Record,
    pub procedure: &'a Procedure,
    pub number: u32,
    pub words: &'a Sentences,
}

/// Whether it is taken in, done and returned while the citizen waits.
#[must_use]
pub fn in_one_visit(fate: State, procedure: &Procedure) -> bool {
    fate == State::Returned && procedure.same_visit
}

/// The steps that lead to a state. Files of results and the account that work is given to are filled in when a step is
/// decided.
#[must_use]
pub fn way_to(fate: State, case: &Case<'_>) -> Vec<(Who, Command)> {
    use Who::{Citizen, Clerk, Officer};
    let amount = 8_000 + 1_000 * u64::from(case.number % 5);
    let words = case.words;
    match fate {
        State::Received => received(case),
        State::Processing => processing(case),
        State::Refused => vec![(Clerk, Command::Refuse { reason: words.refused.clone() })],
        State::SupplementRequested => vec![(Clerk, ask(case))],
        State::PaymentRequested => vec![(Clerk, Command::Receive), (Officer, Command::RequestPayment { amount })],
        State::WithdrawalRequested => vec![(Citizen, withdraw(case))],
        State::Stopped => vec![(Citizen, withdraw(case)), (Clerk, Command::Stop { reason: words.stopped.clone() })],
        State::Done => done(case),
        State::Returned if in_one_visit(fate, case.procedure) => {
            vec![(Clerk, Command::ReceiveSameVisit), (Clerk, Command::HandOver { result: None })]
        }
        State::Returned => {
            let give = Command::Return { way: ReturnWay::ByHand, note: String::new() };
            done(case).into_iter().chain([(Clerk, give)]).collect()
        }
        State::Draft | State::Submitted => Vec::new(),
    }
}

fn received(case: &Case<'_>) -> Vec<(Who, Command)> {
    let mut steps = vec![(Who::Clerk, Command::Receive)];
    // Every other one is somebody's already.
    if case.number.is_multiple_of(2) {
        steps.push((Who::Clerk, Command::Assign { to: String::new(), note: String::new() }));
    }
    steps
}

fn processing(case: &Case<'_>) -> Vec<(Who, Command)> {
    let mut steps = received(case);
    steps.push((Who::Officer, Command::StartProcessing));
    // Some results wait for the leader.
    if case.procedure.approval && case.number % 3 == 1 {
        steps.push((Who::Officer, Command::ProposeResult { result: None }));
    }
    steps
}

fn done(case: &Case<'_>) -> Vec<(Who, Command)> {
    let mut steps = received(case);
    steps.push((Who::Officer, Command::StartProcessing));
    if case.procedure.approval {
        steps.push((Who::Officer, Command::ProposeResult { result: None }));
        steps.push((Who::Leader, Command::Approve));
    } else {
        steps.push((Who::Officer, Command::Finish { result: None }));
    }
    steps
}

fn withdraw(case: &Case<'_>) -> Command {
    Command::RequestWithdrawal { reason: case.words.withdrawal.clone() }
}

fn ask(case: &Case<'_>) -> Command {
    let words = case.words;
    let paper = case.record.dossier.answers.pages().next().map(|(field, _)| field.to_owned());
    let mut reasons: Vec<Reason> = paper
        .map(|field| Reason { field, code: Fault::Unclear, text: words.supplement_paper.clone() })
        .into_iter()
        .collect();
    reasons.push(Reason { field: PHONE.to_owned(), code: Fault::Incorrect, text: words.supplement_field.clone() });
    Command::RequestSupplement { reasons, note: words.supplement_note.clone(), leader_reason: None }
}
