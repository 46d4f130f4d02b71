//! What happened to a dossier and who did it, in a few words.

use crate::{
    desk::when,
    i18n::{t, texts, tf},
};
use motcua_contract::desk::DeskDossier;
use motcua_domain::dossier::{Actor, Event, What};

/// A member of staff by account id.
pub fn staff_words(dossier: &DeskDossier, id: &str) -> String {
    dossier.staff.get(id).cloned().unwrap_or_else(|| t(texts::desk::ACTOR_STAFF).to_owned())
}

/// Who acted.
pub fn actor_words(dossier: &DeskDossier, actor: &Actor) -> String {
    match actor {
        Actor::Citizen => t(texts::desk::ACTOR_CITIZEN).to_owned(),
        Actor::System => t(texts::desk::ACTOR_SYSTEM).to_owned(),
        Actor::Staff(id) => staff_words(dossier, id),
    }
}

/// What happened.
pub fn event_words(event: &Event) -> String {
    let key = match &event.what {
        What::Submitted { .. } => texts::desk::EVENT_SUBMITTED,
        What::Received => texts::desk::EVENT_RECEIVED,
        What::Refused { .. } => texts::desk::EVENT_REFUSED,
        What::SupplementRequested { leader_reason: Some(_), .. } => texts::counter::EVENT_SUPPLEMENT_AGAIN,
        What::SupplementRequested { .. } => texts::desk::EVENT_SUPPLEMENT_REQUESTED,
        What::Supplemented { .. } => texts::desk::EVENT_SUPPLEMENTED,
        What::ProcessingStarted => texts::desk::EVENT_PROCESSING_STARTED,
        What::PaymentRequested { .. } => texts::desk::EVENT_PAYMENT_REQUESTED,
        What::PaymentConfirmed { .. } => texts::desk::EVENT_PAYMENT_CONFIRMED,
        What::WithdrawalRequested { .. } => texts::desk::EVENT_WITHDRAWAL_REQUESTED,
        What::WithdrawalDeclined { .. } => texts::desk::EVENT_WITHDRAWAL_DECLINED,
        What::Stopped { .. } => texts::desk::EVENT_STOPPED,
        What::Finished { .. } => texts::desk::EVENT_FINISHED,
        What::Returned { .. } => texts::desk::EVENT_RETURNED,
        What::PapersChecked { .. } => texts::desk::EVENT_PAPERS_CHECKED,
        What::Digitised { .. } => texts::desk::EVENT_DIGITISED,
        What::Assigned { .. } => texts::desk::EVENT_ASSIGNED,
        What::OpinionAsked { .. } => texts::desk::EVENT_OPINION_ASKED,
        What::OpinionGiven { .. } => texts::desk::EVENT_OPINION_GIVEN,
        What::Extended { .. } => texts::desk::EVENT_EXTENDED,
        What::ResultProposed { .. } => texts::desk::EVENT_RESULT_PROPOSED,
        What::SentBack { .. } => texts::desk::EVENT_SENT_BACK,
        What::SameVisit => texts::desk::EVENT_SAME_VISIT,
        What::Undone => texts::desk::EVENT_UNDONE,
    };
    t(key).to_owned()
}

/// `Lê Thị Sáu: Tiếp nhận, lúc 15:05 05/02/2026`: what others did since a version, the last of it.
pub fn last_change(dossier: &DeskDossier) -> Option<(String, String, String)> {
    let event = dossier.events.last()?;
    Some((actor_words(dossier, &event.actor), event_words(event), when::moment(event.at)))
}

/// The same after a command that came too late.
pub fn too_late(dossier: &DeskDossier) -> Option<String> {
    let (who, what, at) = last_change(dossier)?;
    Some(tf(texts::desk::CHANGED_TEXT, &[("who", &who), ("what", &what), ("at", &at)]))
}

/// The same while somebody reads or types.
pub fn meanwhile(dossier: &DeskDossier) -> Option<String> {
    let (who, what, at) = last_change(dossier)?;
    Some(tf(texts::counter::MEANWHILE_TEXT, &[("who", &who), ("what", &what), ("at", &at)]))
}
