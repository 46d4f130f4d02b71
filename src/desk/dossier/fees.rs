//! The fee of a dossier: what it is, the requests for it, and what the counter does with them: asking, taking cash, vouching for a
//! transfer, giving back.

use super::{
    fee_act::{ActForm, Kind},
    open::Open,
};
use crate::{
    api::{self, Failure},
    desk::{
        money::{kind_words, money_words, signed, typed_amount},
        routes,
    },
    fields::{PaySums, PayTag, dong, means_words},
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, FormGroup, LinkButton, Notice, TextArea, TextInput, Tone, announce, focus_soon},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::payments::{
    ActOnPayment, AskPayment, AskedDossier, Booked, DeskPayment, DossierPayments, ListDossierPayments, NewPayment,
    PaymentAct,
};
use motcua_domain::{dossier::State, payment, staff::Duty, words::date_vi};
use texts::money as w;

/// What the panel knows, and what is being done.
#[derive(Clone, Copy)]
pub struct Fees {
    pub open: Open,
    found: RwSignal<Option<DossierPayments>>,
    pub failure: RwSignal<Option<Failure>>,
    pub busy: RwSignal<bool>,
    /// The form that is open: of which request, and for what.
    pub form: RwSignal<Option<(String, Kind)>>,
}

impl Fees {
    fn load(self) {
        let id = self.open.id.get_value();
        spawn_local(async move {
            match api::get::<ListDossierPayments>(&[&id], &[]).await {
                Ok(found) => {
                    // Whoever asks for the fee while the dossier waits starts from what the procedure says.
                    if let Some(fee) = found.fee.filter(|fee| *fee > 0)
                        && self.open.typed.amount.try_with_untracked(String::is_empty) == Some(true)
                    {
                        self.open.typed.amount.set(fee.to_string());
                    }
                    self.failure.try_set(None);
                    self.found.try_set(Some(found));
                }
                Err(problem) => {
                    self.open.session.ended(&problem);
                    self.failure.try_set(Some(problem));
                }
            }
        });
    }

    /// Does something with a request, then shows it as it is now; the dossier may have gone on with it.
    pub fn act(self, id: String, act: PaymentAct) {
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = api::send::<ActOnPayment>(&[&id], &act, &[]).await;
            self.finish(answer.map(drop));
        });
    }

    fn ask(self, new: NewPayment) {
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = api::send::<AskPayment>(&[], &new, &[]).await;
            self.finish(answer.map(drop));
        });
    }

    fn finish(self, answer: Result<(), Failure>) {
        if self.busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(()) => {
                self.form.set(None);
                announce(t(w::FEE_DONE));
                self.load();
                self.open.load();
                focus_soon("fees-title");
            }
            Err(problem) => {
                self.open.session.ended(&problem);
                self.failure.set(Some(problem));
            }
        }
    }
}

/// The panel.
#[component]
pub fn FeePanel() -> impl IntoView {
    let open = Open::get();
    let fees = Fees {
        open,
        found: RwSignal::new(None),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
        form: RwSignal::new(None),
    };
    let version = Memo::new(move |_| open.read(|dossier| dossier.version));
    Effect::new(move |_| {
        version.track();
        open.session.renewed.track();
        fees.load();
    });
    let trouble = move || {
        fees.failure.get().map(
            |failure| view! { <Notice tone=Tone::Error alert=true><p>{move || t(money_words(&failure))}</p></Notice> },
        )
    };
    view! {
        <section class="card no-print" aria-labelledby="fees-title" id="fees">
            <h2 id="fees-title" tabindex="-1">{ts(w::FEE_TITLE)}</h2>
            {trouble}
            {move || fees.found.get().map(|found| view! { <Found found=found fees=fees /> })}
        </section>
    }
}

#[component]
fn Found(found: DossierPayments, fees: Fees) -> impl IntoView {
    let collects = fees.open.session.has(Duty::Collect);
    let over = fees.open.read(|dossier| matches!(dossier.state, State::Refused | State::Stopped));
    let waiting = found.payments.iter().any(|one| one.payment.state.open());
    let settled = found.payments.iter().any(|one| one.payment.state.settled());
    let fee = found.fee;
    let words = move || match fee {
        Some(0) => t(w::FEE_FREE).to_owned(),
        Some(fee) => tf(w::FEE_SUM, &[("amount", &dong(i64::try_from(fee).unwrap_or(i64::MAX)))]),
        None => t(w::FEE_UNKNOWN).to_owned(),
    };
    let lines = found
        .lines
        .iter()
        .cloned()
        .map(|line| {
            let kind = line.kind;
            view! { <li>{move || kind_words(&kind)} ": " {move || dong(line.amount)}</li> }
        })
        .collect_view();
    let several = found.lines.len() > 1;
    let account = found.account;
    let requests =
        found.payments.into_iter().map(|one| view! { <li><Request one=one fees=fees /></li> }).collect_view();
    let asks = collects && !over && !waiting && !settled && fee != Some(0);
    let more = collects && !over && !waiting && (settled || fee == Some(0));
    view! {
        <p>{words}</p>
        {several.then(|| view! { <ul class="fee-lines small">{lines}</ul> })}
        {found.unconfirmed.then(|| view! { <p class="small muted">{ts(w::FEE_UNCONFIRMED)}</p> })}
        {(!account).then(|| view! { <p class="small muted">{ts(w::FEE_NO_ACCOUNT)}</p> })}
        <ul class="plain-list">{requests}</ul>
        {asks.then(|| view! { <Ask fees=fees fee=fee /> })}
        {more
            .then(|| {
                view! {
                    <details>
                        <summary>{ts(w::FEE_MORE)}</summary>
                        <Ask fees=fees fee=None />
                    </details>
                }
            })}
    }
}

/// Asks for the fee, of this dossier or of several at once.
#[component]
fn Ask(fees: Fees, fee: Option<u64>) -> impl IntoView {
    let amount = RwSignal::new(fee.map(|fee| fee.to_string()).unwrap_or_default());
    let others = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let error = Signal::derive(move || {
        (tried.get() && amount.with(|text| typed_amount(text)).is_none()).then(|| t(w::AMOUNT_MISSING).to_owned())
    });
    let ask = move |at_desk: bool| {
        tried.set(true);
        let Some(own) = amount.with_untracked(|text| typed_amount(text)) else { return };
        let code = fees.open.read(|dossier| dossier.code.clone());
        let first = AskedDossier { code, amount: u64::try_from(own).ok().filter(|own| Some(*own) != fee) };
        let more = others.with_untracked(|text| {
            let codes = text.split([',', ';', '\n', ' ']).map(str::trim).filter(|code| !code.is_empty());
            codes.map(|code| AskedDossier { code: code.to_owned(), amount: None }).collect::<Vec<_>>()
        });
        let dossiers = std::iter::once(first).chain(more).collect();
        fees.ask(NewPayment { dossiers, until: None, at_desk });
    };
    view! {
        <form
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                ask(false);
            }
            novalidate
        >
            <FormGroup id="fee-amount" label=ts(w::AMOUNT) error=error>
                <TextInput value=amount on_input=move |text| amount.set(text) inputmode="numeric" width=10 suffix=ts(texts::desk::REASON_AMOUNT_SUFFIX) />
            </FormGroup>
            <details>
                <summary>{ts(w::ASK_SEVERAL)}</summary>
                <FormGroup id="fee-others" label=ts(w::ASK_OTHERS) hint=Signal::derive(|| Some(t(w::ASK_OTHERS_HINT).to_owned()))>
                    <TextArea value=others on_input=move |text| others.set(text) max=600 />
                </FormGroup>
            </details>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=fees.busy>{ts(w::ASK)}</Button>
                <Button busy=fees.busy on_press=move |()| ask(true)>{ts(w::ASK_AT_DESK)}</Button>
            </div>
        </form>
    }
}

/// One request and what can be done with it.
#[component]
fn Request(one: DeskPayment, fees: Fees) -> impl IntoView {
    let (id, payment) = (one.id, one.payment);
    let state = payment.state;
    let session = fees.open.session;
    let collects = session.has(Duty::Collect);
    let key = StoredValue::new(id.clone());
    let opens = move |kind: Kind, words| {
        let press = move |()| {
            fees.failure.set(None);
            fees.form.set(Some((key.get_value(), kind)));
            focus_soon("fee-act");
        };
        view! { <Button on_press=press>{ts(words)}</Button> }
    };
    let does = move |act: PaymentAct, words| {
        let press = move |()| fees.act(key.get_value(), act.clone());
        view! { <Button busy=fees.busy on_press=press>{ts(words)}</Button> }
    };
    let form = move || fees.form.get().filter(|(of, _)| *of == key.get_value()).map(|(_, kind)| kind);
    let idle = Memo::new(move |_| form().is_none());
    let (missing, over) = ((payment.due - payment.held).max(0), (payment.held - payment.due).max(0));
    let held = payment.held;
    let booked = one.booked.into_iter().map(|one| view! { <Line one=one fees=fees of=key /> }).collect_view();
    let text = payment.text.clone();
    let coded = payment.code.is_some() && session.has(Duty::Cashbook);
    let href = routes::payment(&id);
    let buttons = move || {
        (collects && idle.get()).then(|| {
            view! {
                <div class="actions">
                    {state.open().then(|| opens(Kind::Cash, w::ACT_CASH))}
                    {state.open().then(|| opens(Kind::Transfer, w::ACT_TRANSFER))}
                    {(state == payment::State::Asked).then(|| does(PaymentAct::AtDesk {}, w::ACT_AT_DESK))}
                    {(state.open() && held == 0).then(|| does(PaymentAct::Withdraw {}, w::ACT_WITHDRAW))}
                    {(held > 0 && session.has(Duty::Refund)).then(|| opens(Kind::Refund, w::ACT_REFUND))}
                </div>
            }
        })
    };
    view! {
        <article class="money-line" aria-label=text.clone()>
            <div class="money-line-head">
                <span class="mono">{text.clone()}</span>
                <PayTag state=state />
            </div>
            <PaySums payment=payment />
            <ul class="plain-list small">{booked}</ul>
            {coded.then(|| view! { <p><LinkButton href=href>{ts(w::ACT_SHOW)}</LinkButton></p> })}
            {buttons}
            {move || {
                form()
                    .map(|kind| {
                        let amount = if kind == Kind::Refund { if over > 0 { over } else { held } } else { missing };
                        view! { <ActForm fees=fees id=key.get_value() kind=kind amount=amount /> }
                    })
            }}
        </article>
    }
}

/// A movement, a receipt or a refund of a request.
#[component]
fn Line(one: Booked, fees: Fees, of: StoredValue<String>) -> impl IntoView {
    let (amount, day, means) = (one.amount, date_vi(one.day), one.means);
    let reference = one.reference.clone();
    let words = move || {
        let way = means.map_or_else(|| t(w::MEANS_REFUND), |means| t(means_words(means)));
        tf(w::BOOKED, &[("reference", &reference), ("amount", &signed(amount)), ("day", &day), ("means", way)])
    };
    let take_back = {
        let reference = one.reference;
        move |()| fees.act(of.get_value(), PaymentAct::TakeBack { reference: reference.clone() })
    };
    view! {
        <li>
            {words}
            {one.undo.then(|| view! { " " <Button busy=fees.busy on_press=take_back>{ts(w::UNDO)}</Button> })}
        </li>
    }
}
