//! The few words that components need by themselves; an app gives them once, in the reader's language.

use leptos::prelude::*;

/// Words of the components. Provide it at the root: `provide_context(Words { .. })`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words {
    /// Stands before an error's sentence, for those who do not see its colour: `Lỗi`.
    pub error: Signal<String>,
    /// Added to the label of a field that may stay empty: `không bắt buộc`.
    pub optional: Signal<String>,
    /// The button that closes a dialog: `Đóng`.
    pub close: Signal<String>,
    /// Said while a button's work is under way: `Đang xử lý`.
    pub busy: Signal<String>,
    pub day: Signal<String>,
    pub month: Signal<String>,
    pub year: Signal<String>,
    /// A filter found nothing: `Không tìm thấy`.
    pub nothing_found: Signal<String>,
    /// The first, empty line of a selection: `Chọn`.
    pub choose: Signal<String>,
}

/// The words in force here; empty ones where an app gave none.
#[must_use]
pub fn words() -> Words {
    use_context().unwrap_or_default()
}
