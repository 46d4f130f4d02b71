//! What a payment code of ours asks for, and the strict way back: whose request a scanned code is, if it is one of ours at all.

use super::TransferText;
use crate::vietqr::{Payment, PaymentError, Service, parse};
use serde::{Deserialize, Serialize};

/// The largest amount of one request or one movement, in đồng: 13 digits, as many as a payment code holds.
pub const MOST: i64 = 9_999_999_999_999;

/// The account that fees are paid to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// Bank, six digits.
    pub bin: String,
    /// Account number, at most 19 characters.
    pub account: String,
    /// Name of the holder, at most 25 plain characters without marks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Receiver {
    /// Whether codes can be made for it: six digits of the bank, an account and a name that fit.
    #[must_use]
    pub fn sound(&self) -> bool {
        let trial = Payment {
            dynamic: true,
            bin: self.bin.clone(),
            account: self.account.clone(),
            service: Some(Service::Account),
            amount: Some(1),
            name: self.name.clone(),
            city: None,
            bill: None,
            reference: None,
            purpose: None,
        };
        trial.encode().is_ok()
    }
}

/// What one code asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// By which the money is found again.
    pub text: TransferText,
    /// In đồng.
    pub amount: i64,
}

fn payment(receiver: &Receiver, request: &Request) -> Payment {
    Payment {
        dynamic: true,
        bin: receiver.bin.clone(),
        account: receiver.account.clone(),
        service: Some(Service::Account),
        amount: Some(request.amount),
        name: receiver.name.clone(),
        city: None,
        bill: None,
        reference: None,
        purpose: Some(request.text.as_str().to_owned()),
    }
}

/// The payment code (VietQR) of a request. Refused: no amount, an amount above [`MOST`], an account that does not fit.
pub fn code(receiver: &Receiver, request: &Request) -> Result<String, PaymentError> {
    if !(1..=MOST).contains(&request.amount) {
        return Err(PaymentError::Field);
    }
    payment(receiver, request).encode()
}

/// Whose request a scanned code is. Every field must be what we wrote: a code with another account, amount or text, however
/// sound in itself, is nobody's.
pub fn owner<'a>(
    scanned: &str,
    receiver: &Receiver,
    requests: impl IntoIterator<Item = &'a Request>,
) -> Option<&'a Request> {
    let read = parse(scanned).ok()?;
    requests.into_iter().find(|request| payment(receiver, request) == read)
}
