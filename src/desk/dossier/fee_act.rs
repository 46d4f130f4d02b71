//! The form of money that a clerk records: how much, and the number of the receipt.

use super::fees::Fees;
use crate::{
    desk::money::typed_amount,
    i18n::{Key, t, texts, ts},
    ui::{Button, ButtonKind, FormGroup, TextInput, focus_id},
};
use leptos::prelude::*;
use motcua_contract::payments::PaymentAct;
use texts::money as w;

/// What is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Cash,
    Transfer,
    Refund,
}

impl Kind {
    /// Title, what the number is of, its hint, the button.
    const fn words(self) -> (Key, Key, Key, Key) {
        match self {
            Self::Cash => (w::ACT_CASH, w::RECEIPT, w::RECEIPT_HINT, w::SAVE_CASH),
            Self::Transfer => (w::ACT_TRANSFER, w::RECEIPT, w::TRANSFER_HINT, w::SAVE_TRANSFER),
            Self::Refund => (w::ACT_REFUND, w::REFUND_NUMBER, w::REFUND_HINT, w::SAVE_REFUND),
        }
    }
}

/// The form.
#[component]
pub fn ActForm(fees: Fees, id: String, kind: Kind, amount: i64) -> impl IntoView {
    let money = RwSignal::new(amount.to_string());
    let number = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let (title, label, hint, save) = kind.words();
    let wrong_money = Signal::derive(move || {
        (tried.get() && money.with(|text| typed_amount(text)).is_none()).then(|| t(w::AMOUNT_MISSING).to_owned())
    });
    let wrong_number = Signal::derive(move || {
        (tried.get() && number.with(|text| text.trim().is_empty())).then(|| t(w::NUMBER_MISSING).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        let Some(amount) = money.with_untracked(|text| typed_amount(text)) else {
            focus_id("act-amount");
            return;
        };
        let receipt = number.with_untracked(|text| text.trim().to_owned());
        if receipt.is_empty() {
            focus_id("act-number");
            return;
        }
        let act = match kind {
            Kind::Cash => PaymentAct::Cash { amount, receipt },
            Kind::Transfer => PaymentAct::Transfer { amount, receipt },
            Kind::Refund => PaymentAct::Refund { amount, receipt },
        };
        fees.act(id.clone(), act);
    };
    view! {
        <form class="action-form" id="fee-act" tabindex="-1" on:submit=submit novalidate>
            <h3>{ts(title)}</h3>
            <FormGroup id="act-amount" label=ts(w::AMOUNT) error=wrong_money>
                <TextInput value=money on_input=move |text| money.set(text) inputmode="numeric" width=10 suffix=ts(texts::desk::REASON_AMOUNT_SUFFIX) />
            </FormGroup>
            <FormGroup id="act-number" label=ts(label) hint=Signal::derive(move || Some(t(hint).to_owned())) error=wrong_number>
                <TextInput value=number on_input=move |text| number.set(text) autocapitalize="off" width=20 max=40 />
            </FormGroup>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=fees.busy>{ts(save)}</Button>
                <Button kind=ButtonKind::Quiet on_press=move |()| fees.form.set(None)>{ts(texts::common::ACTION_CANCEL)}</Button>
            </div>
        </form>
    }
}
