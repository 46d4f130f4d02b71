//! The year 2024 as the ward reported it (`seed.txt`): 1,141 dossiers of nobody real, 1,140 finished early and one on time,
//! 479 certified electronic copies of 480 asked for. Every one is handed in, decided and kept by the code of real work, on a
//! clock that is set to its days.

use super::{Seeder, told, ways};
use crate::{
    api::{submission::HandIn, tracking::Decision},
    app::Policy,
    problem::Refusal,
    world::World,
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz,
};
use motcua_contract::dossiers::Submission;
use motcua_domain::{
    calendar::Calendar,
    deadline::Limit,
    dossier::{Actor, Channel, Command, State},
    example::{self, Example},
    form::{Answers, Source},
    procedure::Procedure,
};
use motcua_storage::{
    Store,
    dossiers::{Record, Submitted},
    filter::Sight,
    uploads::Owner,
};
use std::error::Error;

const YEAR: i16 = 2024;
/// What the year is made of: a procedure, whether an electronic copy is asked for, how many.
const MIX: [(&str, bool, u32); 9] = [
    ("2.000815", true, 480),
    ("2.000815", false, 250),
    ("2.000884", false, 150),
    ("2.000635", false, 100),
    ("1.001193", false, 70),
    ("1.004873", false, 40),
    ("1.000656", false, 30),
    ("1.000894", false, 20),
    ("1.001776", false, 1),
];
/// When people come, minutes after midnight: before the afternoon's cut at three.
const TIMES: [u16; 6] = [455, 500, 560, 610, 815, 860];

/// One dossier of the year.
struct Plan {
    procedure: &'static str,
    electronic: bool,
    /// The copy asked for was made on paper after all.
    on_paper: bool,
    /// Finished on the last day that was promised, not before.
    last_day: bool,
    at: DateTime,
}

/// Makes the year, unless it is there already; says how many dossiers were made.
///
/// # Errors
/// When something cannot be kept, or a made-up dossier is refused.
pub async fn report_year(store: Store, world: World, policy: Policy) -> Result<u32, Box<dyn Error + Send + Sync>> {
    if store.book_total(YEAR, &Sight::All).await? > 0 {
        return Ok(0);
    }
    let seeder = Seeder::open(store, world, policy, Timestamp::now()).await?;
    let plans = plans(&seeder.app.world.office.calendar);
    for (number, plan) in (0..).zip(&plans) {
        seeder.of_year(number, plan).await.map_err(|refusal| told(number, &refusal))?;
    }
    Ok(u32::try_from(plans.len()).unwrap_or(u32::MAX))
}

/// The year's dossiers in the order in which they come, over its working days.
fn plans(calendar: &Calendar) -> Vec<Plan> {
    let mut left = MIX;
    let total: u32 = MIX.iter().map(|(_, _, count)| count).sum();
    let days = working_days(calendar);
    let mut plans: Vec<Plan> = Vec::new();
    for number in 0..total {
        // What is furthest behind its share comes next: kinds mix evenly through the year.
        let behind = |at: usize| u64::from(left[at].2) * 1_000_000 / u64::from(MIX[at].2);
        let Some(kind) = (0..MIX.len()).filter(|at| left[*at].2 > 0).max_by_key(|at| behind(*at)) else { break };
        left[kind].2 -= 1;
        let (procedure, electronic, _) = MIX[kind];
        let day = days.get(number as usize * days.len() / total.max(1) as usize).copied().unwrap_or(Date::MIN);
        let nth = plans.iter().rev().take_while(|plan| plan.at.date() == day).count();
        let minutes = TIMES.get(nth).copied().unwrap_or(900);
        let hour = i8::try_from(minutes / 60).unwrap_or(8);
        let at = day.at(hour, i8::try_from(minutes % 60).unwrap_or(0), 0, 0);
        plans.push(Plan { procedure, electronic, on_paper: false, last_day: false, at });
    }
    // One copy of 480 went out on paper; one paper of a few days' work was ready on the day itself.
    let middle = plans.len() / 2;
    if let Some(plan) = plans[middle..].iter_mut().find(|plan| plan.electronic) {
        plan.on_paper = true;
    }
    if let Some(plan) = plans[middle..].iter_mut().find(|plan| plan.procedure == "1.004873") {
        plan.last_day = true;
    }
    plans
}

/// Days on which the office is open, so far before the end that everything is done within the year.
fn working_days(calendar: &Calendar) -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = Date::constant(YEAR, 1, 1);
    while day < Date::constant(YEAR, 12, 10) {
        if calendar.is_working_day(day) {
            days.push(day);
        }
        day = calendar.next_working_day(day);
    }
    days
}

impl Seeder {
    async fn of_year(&self, number: u32, plan: &Plan) -> Result<(), Refusal> {
        self.set(plan.at);
        let bundle = self.app.world.bundle(plan.procedure).ok_or_else(|| Refusal::internal("no such procedure"))?;
        let procedure = &bundle.procedure;
        // A third of what may be sent from home comes over the network.
        let online = number.is_multiple_of(3) && !plan.electronic;
        let case = [("electronic", plan.electronic)];
        let today = plan.at.date();
        let mut answers = example::answers(&Example { procedure, case: &case, today, number, optional: false });
        mark(procedure, online, &mut answers);
        self.papers(&mut answers, number).await?;
        let submission = Submission {
            procedure: procedure.code.clone(),
            version: procedure.version,
            answers,
            notice: "1".to_owned(),
            language: "vi".to_owned(),
        };
        let key = self.app.id()?;
        let clerk = Actor::Staff(self.people.clerk.clone());
        let hand_in = HandIn {
            key: &key,
            device: &self.device,
            content_sha256: key.clone(),
            owners: vec![Owner::Device(self.device.clone())],
            draft: None,
            channel: if online { Channel::Online } else { Channel::Desk },
            actor: if online { Actor::Citizen } else { clerk.clone() },
        };
        let mut record = match hand_in.keep(&self.app, &submission).await? {
            Submitted::New(record) | Submitted::Repeated(record) => *record,
        };
        if plan.electronic {
            return self.copies(record, number, plan, clerk).await;
        }
        let steps =
            ways::way_to(State::Returned, &ways::Case { record: &record, procedure, number, words: &self.words });
        let same_day = record.dossier.clock.limit == Some(Limit::SameDay);
        for (at, (who, command)) in steps.into_iter().enumerate() {
            if at == 1 && !same_day {
                self.next_morning(&record, plan);
            } else {
                self.clock.advance(SignedDuration::from_mins(3 + i64::from(number % 5)));
            }
            record = self.decide(&record, who, command, number).await?;
        }
        Ok(())
    }

    /// A copy certified while the citizen waits: taken in, and handed over as a file, or on paper.
    async fn copies(&self, record: Record, number: u32, plan: &Plan, clerk: Actor) -> Result<(), Refusal> {
        self.clock.advance(SignedDuration::from_mins(1));
        let record = self.decide(&record, ways::Who::Clerk, Command::ReceiveSameVisit, number).await?;
        self.clock.advance(SignedDuration::from_mins(4 + i64::from(number % 9)));
        let (result, files) = if plan.on_paper {
            (None, None)
        } else {
            let (file, files) = self.result(&self.people.clerk).await?;
            (Some(file), files)
        };
        let command = Command::HandOver { result };
        let decision = Decision { record: &record, command, actor: clerk, files, reply: None };
        decision.keep_under(&self.app, false, self.counter(number)).await?;
        Ok(())
    }

    /// The work of several days goes on the next morning; the one of the last day, on that.
    fn next_morning(&self, record: &Record, plan: &Plan) {
        let calendar = &self.app.world.office.calendar;
        let due = record.dossier.clock.due.filter(|_| plan.last_day);
        let day = due.map_or_else(|| calendar.next_working_day(plan.at.date()), DateTime::date);
        self.set(day.at(8, 10, 0, 0));
    }

    fn set(&self, at: DateTime) {
        self.clock.set(tz::offset(7).to_timestamp(at).unwrap_or_default());
    }
}

/// Where answers come from: the card fills its fields; at the desk staff enter the rest, at home people type it.
fn mark(procedure: &Procedure, online: bool, answers: &mut Answers) {
    for field in procedure.fields() {
        let Some(value) = answers.get(&field.id).cloned() else { continue };
        let source = match (field.card, online) {
            (Some(_), _) => Source::Card,
            (None, false) if !field.kind.is_paper() => Source::Staff,
            _ => Source::Typed,
        };
        answers.fill(&field.id, value, source);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_has_the_numbers_of_the_ward() {
        let plans = plans(&Calendar::default());
        assert_eq!(plans.len(), 1141);
        assert_eq!(plans.iter().filter(|plan| plan.electronic).count(), 480);
        assert_eq!(plans.iter().filter(|plan| plan.on_paper).count(), 1);
        assert_eq!(plans.iter().filter(|plan| plan.last_day).count(), 1);
        assert!(plans.is_sorted_by_key(|plan| plan.at), "in the order of time");
        assert!(plans.iter().all(|plan| plan.at.hour() < 15));
    }
}
