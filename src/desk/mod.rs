//! The desk app: staff sign in, see what is due, open a dossier and decide on it.
//!
//! [`session`] knows who is signed in and asks again when that ends; [`reference`] keeps what rarely changes (office,
//! procedures, lists); [`work_list`] and [`dossier`] are the two pages; [`frame`] is what stands around them.

mod accounts;
mod board;
mod certifications;
mod colleagues;
mod dossier;
mod downloads;
mod due;
mod fill_in;
mod frame;
mod keys;
mod money;
mod nav;
mod new_tab;
mod password;
mod posters;
mod queue;
mod ratings;
mod reception;
mod reference;
mod register;
mod reports;
mod scan_anywhere;
mod scanning;
mod session;
mod sign_in;
mod wedge;
mod when;
mod work_list;
mod work_row;
mod years;

pub use frame::App;
pub use queue::ScreenPage;

/// Addresses of the pages.
mod routes {
    /// The work list.
    pub const LIST: &str = "/desk";
    /// The day in figures.
    pub const BOARD: &str = "/desk/hom-nay";
    /// The register book.
    pub const REGISTER: &str = "/desk/so";
    /// The register of certifications.
    pub const CERTIFICATIONS: &str = "/desk/so-chung-thuc";
    /// What ratings say.
    pub const RATINGS: &str = "/desk/danh-gia";
    /// Reports.
    pub const REPORTS: &str = "/desk/bao-cao";
    /// Fees: what the bank reported, and requests.
    pub const MONEY: &str = "/desk/thu-phi";
    /// The cash register of a day.
    pub const CASHBOOK: &str = "/desk/so-quy";
    /// Reception.
    pub const RECEPTION: &str = "/desk/le-tan";
    /// Calling tickets at a counter.
    pub const CALLING: &str = "/desk/goi-so";
    /// Filling in with the citizen.
    pub const FILL_IN: &str = "/desk/dien";
    /// Posters.
    pub const POSTERS: &str = "/desk/to-dan";
    /// Accounts of staff.
    pub const ACCOUNTS: &str = "/desk/tai-khoan";
    /// One's own password.
    pub const PASSWORD: &str = "/desk/mat-khau";
    /// Signing in.
    pub const SIGN_IN: &str = "/desk/dang-nhap";

    /// One dossier.
    pub fn dossier(id: &str) -> String {
        format!("/desk/ho-so/{id}")
    }

    /// One request for fees, to show and to print.
    pub fn payment(id: &str) -> String {
        format!("{MONEY}/{id}")
    }

    /// One dossier whose citizen waits for the result.
    pub fn same_visit(id: &str) -> String {
        format!("/desk/nhanh/{id}")
    }
}
