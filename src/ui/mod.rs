//! The component set of both apps: accessible by construction, and without any API, route, session or sentence inside.
//! Words come in as props; the handful that every form needs ("Error", "Close", ...) come from [`Words`], given once.
//!
//! How a field is built: `<FormGroup id label hint error><TextInput .../></FormGroup>`. The group hands its id, hint and
//! error to the control inside by context, so that `aria-describedby` and `aria-invalid` cannot be forgotten.
//! The first thing that takes the focus in a control always has the field's id: error summaries link to it.

mod announce;
mod button;
mod choice;
mod combobox;
mod date_input;
mod dialog;
mod error_summary;
mod file_button;
mod form_group;
mod icon;
mod lists;
mod notice;
mod progress;
mod qr;
mod table;
mod tabs;
mod text_input;
mod words;

pub use announce::{LiveRegion, SkipLink, announce, focus_id, focus_soon};
pub use button::{Button, ButtonKind, LinkButton};
pub use choice::{Checkbox, Checkboxes, Choice, Radios, Select};
pub use combobox::Combobox;
pub use date_input::{DateInput, DateParts};
pub use dialog::Dialog;
pub use error_summary::ErrorSummary;
pub use file_button::FileButton;
pub use form_group::{FormGroup, Wiring};
pub use icon::{Icon, Sign};
pub use lists::{SummaryList, SummaryRow, Task, TaskList, Timeline, TimelineItem};
pub use notice::{EmptyState, Notice, Skeleton, Tag, Tone};
pub use progress::{Progress, Steps};
pub use qr::{QUIET, QrCode, modules};
pub use table::Table;
pub use tabs::{Tab, Tabs};
pub use text_input::{TextArea, TextInput};
pub use words::{Words, words};
