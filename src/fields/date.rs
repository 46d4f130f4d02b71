//! Dates, whole or in part.

use super::{SharedMachine, Spot};
use crate::ui::{DateInput, DateParts};
use leptos::prelude::*;
use motcua_domain::{
    code::Code,
    form::{Span, Value},
};

pub(super) fn control(spot: Spot, span: Span) -> AnyView {
    let set = spot.set;
    let before = spot.value.with_untracked(|value| value.as_ref().and_then(Value::as_date));
    let (parts, set_parts) = signal(before.map(DateParts::from).unwrap_or_default());
    let own = use_context::<SharedMachine>().is_none();
    let birthday = own && span == Span::Past && spot.path == "requester_birth_date";
    let change = move |parts: DateParts| {
        let date = parts.date();
        set_parts.set(parts);
        spot.misfit(date.is_err().then_some(Code::BadDate));
        set.run(date.ok().flatten().map(Value::Date));
    };
    view! { <DateInput value=parts on_change=Callback::new(change) birthday=birthday /> }.into_any()
}
