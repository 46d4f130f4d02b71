//! The handlers, one module a matter, and the list that mounts them.

pub mod accounts;
pub mod commands;
pub mod desk;
pub mod drafts;
pub mod files;
pub mod public;
pub mod session;
pub mod submission;
pub mod supplement;
pub mod tracking;
pub mod uploads;
pub mod view;

use crate::http::mount::Api;
use motcua_contract::{accounts as a, desk as d, dossiers as o, drafts as dr, public as p, uploads as u};

/// Every endpoint of the contract on its handler.
#[must_use]
pub fn mount(api: Api) -> Api {
    api.mount::<p::GetOffice, _, _>(public::office)
        .mount::<p::ListProcedures, _, _>(public::procedures)
        .mount::<p::GetProcedure, _, _>(public::procedure)
        .mount::<p::GetReference, _, _>(public::reference)
        .mount::<p::GetWards, _, _>(public::wards)
        .mount::<p::RegisterDevice, _, _>(public::register_device)
        .mount::<u::CreateUpload, _, _>(uploads::create)
        .mount::<u::AppendUpload, _, _>(uploads::append)
        .mount::<u::HeadUpload, _, _>(uploads::head)
        .mount::<u::DeleteUpload, _, _>(uploads::delete)
        .mount::<u::GetUpload, _, _>(uploads::get)
        .mount::<o::SubmitDossier, _, _>(submission::submit)
        .mount::<o::GetReceipt, _, _>(submission::receipt_again)
        .mount::<o::TrackDossier, _, _>(tracking::track)
        .mount::<o::SupplementDossier, _, _>(supplement::supplement)
        .mount::<o::WithdrawDossier, _, _>(tracking::withdraw)
        .mount::<o::DownloadResult, _, _>(files::result)
        .mount::<d::SignIn, _, _>(session::sign_in)
        .mount::<d::WhoAmI, _, _>(session::who)
        .mount::<d::SignOut, _, _>(session::sign_out)
        .mount::<a::ChangePassword, _, _>(session::change_password)
        .mount::<a::ListAccounts, _, _>(accounts::list)
        .mount::<a::CreateAccount, _, _>(accounts::create)
        .mount::<a::ChangeAccount, _, _>(accounts::change)
        .mount::<a::ResetPassword, _, _>(accounts::reset)
        .mount::<a::ListColleagues, _, _>(accounts::colleagues)
        .mount::<d::ListWork, _, _>(desk::list)
        .mount::<d::OpenDossier, _, _>(desk::open)
        .mount::<d::CommandDossier, _, _>(commands::command)
        .mount::<d::DownloadFile, _, _>(files::paper)
        .mount::<dr::OpenDraft, _, _>(drafts::open)
        .mount::<dr::ListDrafts, _, _>(drafts::list)
        .mount::<dr::BringDraft, _, _>(drafts::bring)
        .mount::<dr::JoinDraft, _, _>(drafts::join)
        .mount::<dr::GetDraft, _, _>(drafts::get)
        .mount::<dr::ChangeDraft, _, _>(drafts::change)
        .mount::<dr::OfferDraft, _, _>(drafts::offer)
        .mount::<dr::GetDraftFile, _, _>(drafts::file)
        .mount::<dr::SubmitDraft, _, _>(drafts::submit)
        .mount::<dr::CloseDraft, _, _>(drafts::close)
}
