//! What can be done with a dossier now, and by whom: the state offers, the policy table of the domain lets through.

use super::open::Form;
use crate::i18n::{Key, texts};
use motcua_contract::desk::{DeskCommand, DeskDossier, Staff};
use motcua_domain::{
    dossier::{ReturnWay, State},
    staff::{Duty, Matter, Person},
};

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Receive,
    /// Takes it in and opens the page of the same visit.
    SameVisit,
    Start,
    ConfirmPayment,
    Approve,
    Open(Form),
}

impl Act {
    /// The words of the button.
    pub const fn words(self, state: State) -> Key {
        match self {
            Self::Receive => texts::desk::ACT_RECEIVE,
            Self::SameVisit => texts::counter::ACT_SAME_VISIT,
            Self::Start => texts::desk::ACT_START,
            Self::ConfirmPayment => texts::desk::ACT_CONFIRM_PAYMENT,
            Self::Approve => texts::counter::ACT_APPROVE,
            Self::Open(form) => match form {
                Form::Refuse => texts::desk::ACT_REFUSE,
                Form::Supplement => texts::desk::ACT_SUPPLEMENT,
                Form::SupplementAgain => texts::counter::ACT_SUPPLEMENT_AGAIN,
                Form::Stop if matches!(state, State::WithdrawalRequested) => texts::desk::ACT_STOP_WITHDRAWAL,
                Form::Stop => texts::desk::ACT_STOP,
                Form::Decline => texts::desk::ACT_DECLINE,
                Form::Payment => texts::desk::ACT_PAYMENT,
                Form::Finish => texts::desk::ACT_FINISH,
                Form::Propose => texts::counter::ACT_PROPOSE,
                Form::SendBack => texts::counter::ACT_SEND_BACK,
                Form::Return => texts::desk::ACT_RETURN,
                Form::Extend => texts::counter::ACT_EXTEND,
                Form::Assign => texts::counter::ACT_ASSIGN,
                Form::Ask => texts::counter::ACT_ASK,
                Form::Opinion => texts::counter::ACT_OPINION,
            },
        }
    }

    /// The command as the policy sees it; what is written in it does not count there.
    fn sample(self) -> DeskCommand {
        let (reason, note) = (String::new, String::new);
        match self {
            Self::Receive => DeskCommand::Receive {},
            Self::SameVisit => DeskCommand::ReceiveSameVisit {},
            Self::Start => DeskCommand::StartProcessing {},
            Self::ConfirmPayment => DeskCommand::ConfirmPayment {},
            Self::Approve => DeskCommand::Approve {},
            Self::Open(form) => match form {
                Form::Refuse => DeskCommand::Refuse { reason: reason() },
                Form::Supplement => {
                    DeskCommand::RequestSupplement { reasons: Vec::new(), note: note(), leader_reason: None }
                }
                Form::SupplementAgain => DeskCommand::RequestSupplement {
                    reasons: Vec::new(),
                    note: note(),
                    leader_reason: Some(String::new()),
                },
                Form::Stop => DeskCommand::Stop { reason: reason() },
                Form::Decline => DeskCommand::DeclineWithdrawal { reason: reason() },
                Form::Payment => DeskCommand::RequestPayment { amount: 0 },
                Form::Finish => DeskCommand::Finish { upload: String::new() },
                Form::Propose => DeskCommand::ProposeResult { upload: None },
                Form::SendBack => DeskCommand::SendBack { reason: reason() },
                Form::Return => DeskCommand::Return { way: ReturnWay::ByHand, note: note() },
                Form::Extend => DeskCommand::Extend { reason: reason(), due: jiff::civil::DateTime::MIN },
                Form::Assign => DeskCommand::Assign { to: String::new(), note: note() },
                Form::Ask => DeskCommand::AskOpinion { of: String::new(), question: String::new() },
                Form::Opinion => DeskCommand::GiveOpinion { text: String::new() },
            },
        }
    }

    /// Ends a dossier without a result; letting somebody withdraw is what they asked for.
    pub const fn ends(self, state: State) -> bool {
        matches!(self, Self::Open(Form::Refuse | Form::Stop)) && !matches!(state, State::WithdrawalRequested)
    }
}

/// Whether somebody may do a duty on a dossier of a field.
pub fn may(staff: &Staff, dossier: &DeskDossier, field: &str, duty: Duty) -> bool {
    let person = Person { id: &staff.id, roles: &staff.roles, fields: &staff.fields };
    let asked = dossier.opinions.iter().any(|opinion| opinion.of == staff.id);
    person.may(duty, Matter { field, assignee: dossier.assignee.as_deref(), asked })
}

/// What of the procedure the offer depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// The field of the procedure; the policy asks for it.
    pub field: String,
    /// Done while the citizen waits, as a rule.
    pub same_visit: bool,
}

/// What the dossier offers to this member of staff, the main step first. The server decides again.
pub fn offered(dossier: &DeskDossier, staff: &Staff, case: &Case) -> Vec<Act> {
    let leads = may(staff, dossier, &case.field, Duty::Approve);
    let allowed = |act: &Act| may(staff, dossier, &case.field, act.sample().duty(dossier.state));
    let mut acts: Vec<Act> = possible(dossier, staff, case, leads).into_iter().filter(allowed).collect();
    // What a colleague waits for comes before what is one's own.
    let waits = |opinion: &motcua_domain::dossier::Opinion| opinion.of == staff.id && opinion.answer.is_none();
    if dossier.opinions.iter().any(waits) && !dossier.state.terminal() {
        acts.insert(0, Act::Open(Form::Opinion));
    }
    acts
}

fn possible(dossier: &DeskDossier, staff: &Staff, case: &Case, leads: bool) -> Vec<Act> {
    use Form as F;
    let mut acts = Vec::new();
    let supplement = if dossier.supplements_asked == 0 { F::Supplement } else { F::SupplementAgain };
    let result = if dossier.approval && !leads { F::Propose } else { F::Finish };
    match dossier.state {
        State::Submitted => {
            let waits = case.same_visit && (leads || !dossier.approval);
            acts.extend(waits.then_some(Act::SameVisit));
            acts.extend([Act::Receive, Act::Open(supplement), Act::Open(F::Refuse)]);
            // A dossier that came from home is taken in; the one at the counter is done at once.
            if waits && dossier.channel == motcua_domain::dossier::Channel::Online {
                acts.swap(0, 1);
            }
        }
        State::Received => {
            // Who takes in and may not process sees no step before their own.
            acts.extend([Act::Start, Act::Open(result), Act::Open(F::Payment)]);
        }
        State::Processing if dossier.proposed.is_some() && leads => {
            acts.extend([Act::Approve, Act::Open(F::SendBack), Act::Open(supplement), Act::Open(F::Stop)]);
        }
        State::Processing => {
            acts.extend([Act::Open(result), Act::Open(supplement), Act::Open(F::Payment), Act::Open(F::Stop)]);
        }
        State::SupplementRequested => acts.push(Act::Open(F::Stop)),
        State::PaymentRequested => acts.extend([Act::ConfirmPayment, Act::Open(F::Stop)]),
        State::WithdrawalRequested => acts.extend([Act::Open(F::Stop), Act::Open(F::Decline)]),
        State::Done => acts.push(Act::Open(F::Return)),
        State::Draft | State::Refused | State::Stopped | State::Returned => return acts,
    }
    // An apology comes before the promised time is over, once.
    let in_time = dossier.extensions == 0 && dossier.due.is_some_and(|due| due >= dossier.now);
    if in_time && matches!(dossier.state, State::Received | State::Processing) {
        acts.push(Act::Open(F::Extend));
    }
    acts.push(Act::Open(F::Assign));
    let asks = matches!(dossier.state, State::Submitted | State::Received | State::Processing);
    let busy = dossier.opinions.iter().any(|opinion| opinion.of != staff.id && opinion.answer.is_none());
    acts.extend((asks && !busy).then_some(Act::Open(F::Ask)));
    acts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::dossier::sample::{dossier, staff};
    use motcua_domain::staff::Role;

    fn acts(state: State, role: Role, asked: u32) -> Vec<Act> {
        let dossier = DeskDossier { supplements_asked: asked, ..dossier(state) };
        offered(&dossier, &staff(role), &Case { field: "ho_tich".into(), same_visit: false })
    }

    #[test]
    fn a_second_supplement_request_is_the_leaders() {
        assert!(acts(State::Submitted, Role::Clerk, 0).contains(&Act::Open(Form::Supplement)));
        let again = Act::Open(Form::SupplementAgain);
        assert!(!acts(State::Submitted, Role::Clerk, 1).contains(&again));
        assert!(acts(State::Submitted, Role::Leader, 1).contains(&again));
        assert!(!acts(State::Processing, Role::Officer, 1).contains(&again));
    }

    #[test]
    fn an_auditor_is_offered_nothing_and_an_ended_dossier_offers_nothing() {
        for state in State::ALL.into_iter().filter(|state| *state != State::Draft) {
            assert!(acts(state, Role::Auditor, 0).is_empty(), "{state:?}");
            assert_eq!(acts(state, Role::Leader, 0).is_empty(), state.terminal(), "{state:?}");
        }
    }

    #[test]
    fn who_may_not_approve_proposes() {
        let case = Case { field: "ho_tich".into(), same_visit: false };
        let bound = DeskDossier { approval: true, ..dossier(State::Processing) };
        assert_eq!(offered(&bound, &staff(Role::Officer), &case)[0], Act::Open(Form::Propose));
        assert_eq!(offered(&bound, &staff(Role::Leader), &case)[0], Act::Open(Form::Finish));
        let proposed = DeskDossier { proposed: Some(Default::default()), ..bound };
        assert_eq!(offered(&proposed, &staff(Role::Leader), &case)[0], Act::Approve);
    }

    #[test]
    fn the_main_step_is_the_roles_own() {
        assert_eq!(acts(State::Submitted, Role::Clerk, 0)[0], Act::Receive);
        assert_eq!(acts(State::Received, Role::Officer, 0)[0], Act::Start);
        assert_eq!(acts(State::Received, Role::Clerk, 0), [Act::Open(Form::Assign)]);
        assert_eq!(acts(State::Done, Role::Clerk, 0)[0], Act::Open(Form::Return));
    }

    #[test]
    fn an_officer_of_another_field_answers_only_what_was_asked() {
        let opinion = motcua_domain::dossier::Opinion { of: "s1".into(), question: "?".into(), answer: None };
        let asked = DeskDossier { opinions: vec![opinion], ..dossier(State::Processing) };
        let other = Staff { fields: vec!["chung_thuc".into()], ..staff(Role::Officer) };
        let case = Case { field: "ho_tich".into(), same_visit: false };
        assert_eq!(offered(&asked, &other, &case), [Act::Open(Form::Opinion)]);
    }

    #[test]
    fn an_apology_is_made_once() {
        let extend = Act::Open(Form::Extend);
        assert!(acts(State::Processing, Role::Leader, 0).contains(&extend));
        let again = DeskDossier { extensions: 1, ..dossier(State::Processing) };
        let case = Case { field: "ho_tich".into(), same_visit: false };
        assert!(!offered(&again, &staff(Role::Leader), &case).contains(&extend));
        let late = DeskDossier { due: Some(jiff::civil::DateTime::MIN), ..dossier(State::Processing) };
        assert!(!offered(&late, &staff(Role::Leader), &case).contains(&extend));
    }
}
