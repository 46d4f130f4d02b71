//! The figures of a report: which dossiers each counts. The one definition in words of the domain; lists ask the same of rows.

use super::facts::{Facts, Window};
use crate::{
    deadline::Timeliness,
    dossier::{Channel, State},
};

macro_rules! figures {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What is counted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Figure { $($(#[$doc])* $name,)* }

        impl Figure {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable name, as on the wire and in files of formulas.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

figures! {
    /// Handed in during the period, by whatever way: from then on the time runs.
    Received = "received";
    /// Handed in before and still open when it began.
    CarriedOver = "carried_over";
    /// Got their result in the period: early, on time and overdue together.
    Finished = "finished";
    Early = "early";
    OnTime = "on_time";
    Overdue = "overdue";
    /// Early and on time together, as the national index counts them.
    Timely = "timely";
    /// Open at the end of the period, or now while it lasts.
    InProgress = "in_progress";
    InProgressWithin = "in_progress_within";
    InProgressOverdue = "in_progress_overdue";
    Refused = "refused";
    /// Stopped because the citizen asked for it.
    Withdrawn = "withdrawn";
    /// Stopped for another reason.
    Stopped = "stopped";
    /// A second supplement was asked of the citizen.
    ReturnedAgain = "returned_again";
    /// The result came into the citizen's hand.
    Returned = "returned";
    /// Of these: taken in, done and returned in one visit.
    SameVisit = "same_visit";
    /// Received over the network.
    Online = "online";
    /// Received, and nobody typed or wrote a letter of it.
    NoWriting = "no_writing";
    /// A payment was confirmed.
    Paid = "paid";
    /// Of these: by a message of the bank.
    PaidOnline = "paid_online";
    /// Finished, with its papers kept as files.
    Digitised = "digitised";
    /// Finished, with a file as its result.
    DigitalResult = "digital_result";
    /// Finished, and an electronic copy was asked for.
    ECopyAsked = "e_copy_asked";
    /// Of these: the copy is a file.
    ECopy = "e_copy";
}

impl Figure {
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|figure| figure.as_str() == text)
    }

    /// Whether this dossier is counted. `typed`: letters that people typed for it.
    #[must_use]
    pub fn holds(self, facts: &Facts, typed: u32, window: Window) -> bool {
        let received = window.holds(Some(facts.submitted));
        let finished = window.holds(facts.finished);
        let class = |class: Timeliness| finished && facts.timeliness == Some(class);
        let ended = |state: State| window.holds(facts.ended) && facts.state == state;
        let open = facts.open_at(window.to);
        let late = || facts.overdue_at(window.to, window.at);
        match self {
            Self::Received => received,
            Self::CarriedOver => facts.open_at(window.from),
            Self::Finished => finished,
            Self::Early => class(Timeliness::Early),
            Self::OnTime => class(Timeliness::OnTime),
            Self::Overdue => class(Timeliness::Late),
            Self::Timely => class(Timeliness::Early) || class(Timeliness::OnTime),
            Self::InProgress => open,
            Self::InProgressWithin => open && !late(),
            Self::InProgressOverdue => open && late(),
            Self::Refused => ended(State::Refused),
            Self::Withdrawn => ended(State::Stopped) && facts.withdrawn,
            Self::Stopped => ended(State::Stopped) && !facts.withdrawn,
            Self::ReturnedAgain => window.holds(facts.second_asked),
            Self::Returned => window.holds(facts.returned),
            Self::SameVisit => window.holds(facts.returned) && facts.same_visit,
            Self::Online => received && facts.channel == Channel::Online,
            Self::NoWriting => received && typed == 0,
            Self::Paid => window.holds(facts.paid),
            Self::PaidOnline => window.holds(facts.paid) && facts.paid_online,
            Self::Digitised => finished && facts.papers,
            Self::DigitalResult => finished && facts.result,
            Self::ECopyAsked => finished && facts.e_copy,
            Self::ECopy => finished && facts.e_copy && facts.result,
        }
    }
}
