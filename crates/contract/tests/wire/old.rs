//! What was written before there were roles, channels and undo: events are kept for ever and must be read for ever, and a
//! desk page that was open during the update still sends its commands.

use motcua_contract::{
    accounts::NewAccount,
    desk::{DeskCommand, WorkQuery},
};
use motcua_domain::dossier::{Actor, Channel, Event, Fault, ReturnWay, What};

/// As the first version of the contract wrote them; never to be written anew.
const EVENTS: &str = include_str!("old_events.json");
const COMMANDS: &str = include_str!("old_commands.json");

#[test]
fn events_of_the_first_version_are_read() {
    let events: Vec<Event> = serde_json::from_str(EVENTS).unwrap();
    assert_eq!(events.len(), 13);
    assert_eq!(events[0].actor, Actor::Citizen);
    assert!(matches!(events[0].what, What::Submitted { channel: Channel::Online, .. }));
    let What::SupplementRequested { reasons, leader_reason: None, .. } = &events[3].what else {
        panic!("{:?}", events[3])
    };
    assert_eq!(reasons[0].code, Fault::Other);
    assert!(matches!(&events[11].what, What::Finished { result: Some(_) }));
    assert_eq!(events[12].what, What::Returned { way: ReturnWay::ByHand, note: String::new() });
    // What they say is still written as it was, except where a word was added since.
    let kept: Vec<serde_json::Value> = serde_json::from_str(EVENTS).unwrap();
    for (event, kept) in events.iter().zip(kept) {
        let now = serde_json::to_value(event).unwrap();
        for (name, value) in kept.as_object().unwrap() {
            if name != "reasons" {
                assert_eq!(now.get(name), Some(value), "{name}");
            }
        }
    }
}

#[test]
fn commands_of_the_first_version_are_understood() {
    let commands: Vec<DeskCommand> = serde_json::from_str(COMMANDS).unwrap();
    assert_eq!(commands[0], DeskCommand::Receive {});
    let DeskCommand::RequestSupplement { reasons, leader_reason: None, .. } = &commands[2] else {
        panic!("{:?}", commands[2])
    };
    assert_eq!(reasons[0].code, Fault::Other);
    let last = DeskCommand::Return { way: ReturnWay::ByHand, note: String::new() };
    assert_eq!(commands.last(), Some(&last));
}

#[test]
fn a_short_question_is_a_whole_one() {
    let query: WorkQuery = serde_json::from_str("{}").unwrap();
    assert_eq!(query, WorkQuery::default());
    assert!(serde_json::from_str::<NewAccount>("{}").is_err());
}
