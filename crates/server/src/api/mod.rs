//! The handlers, one module a matter, and the list that mounts them.

pub mod accounts;
pub mod asked;
pub mod batch;
pub mod board;
pub mod certifications;
pub mod commands;
pub mod copies;
pub mod desk;
pub mod drafts;
pub mod files;
pub mod letters;
pub mod matter;
pub mod messages;
pub mod open;
pub mod orders;
pub mod papers;
pub mod payments;
pub mod posters;
pub mod public;
pub mod queue;
pub mod ratings;
pub mod register;
pub mod register_file;
pub mod reports;
pub mod reports_file;
pub mod session;
pub mod submission;
pub mod supplement;
pub mod tracking;
pub mod uploads;
pub mod view;

use crate::http::mount::Api;
use motcua_contract::{
    accounts as a, copies as c, desk as d, dossiers as o, drafts as dr, ecopies as ec, messages as m, open as op,
    papers as pa, payments as pay, public as p, queue as q, ratings as ra, register as r, reports as rp, uploads as u,
};

/// Every endpoint of the contract on its handler.
#[must_use]
pub fn mount(api: Api) -> Api {
    api.mount::<p::GetOffice, _, _>(public::office)
        .mount::<p::ListProcedures, _, _>(public::procedures)
        .mount::<p::GetProcedure, _, _>(public::procedure)
        .mount::<p::GetReference, _, _>(public::reference)
        .mount::<p::GetWards, _, _>(public::wards)
        .mount::<p::RegisterDevice, _, _>(public::register_device)
        .mount::<c::KeepCopy, _, _>(copies::keep)
        .mount::<c::ListCopies, _, _>(copies::list)
        .mount::<c::ForgetCopy, _, _>(copies::forget)
        .mount::<op::GetOpenData, _, _>(open::data)
        .mount::<op::GetPublicFigures, _, _>(open::figures)
        .mount::<op::OpenFile, _, _>(open::file)
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
        .mount::<q::IssueTicket, _, _>(queue::issue)
        .mount::<q::GetQueue, _, _>(queue::queue)
        .mount::<q::CallTicket, _, _>(queue::call_next)
        .mount::<q::ActOnTicket, _, _>(queue::act)
        .mount::<q::GetScreen, _, _>(queue::screen)
        .mount::<q::FollowTicket, _, _>(queue::follow)
        .mount::<d::ListWork, _, _>(desk::list)
        .mount::<d::OpenDossier, _, _>(desk::open)
        .mount::<d::CommandDossier, _, _>(commands::command)
        .mount::<d::DownloadFile, _, _>(files::paper)
        .mount::<d::CommandMany, _, _>(batch::many)
        .mount::<r::GetBoard, _, _>(board::board)
        .mount::<r::ListRegister, _, _>(register::list)
        .mount::<r::RegisterFile, _, _>(register_file::file)
        .mount::<rp::GetReport, _, _>(reports::report)
        .mount::<rp::ReportFile, _, _>(reports_file::file)
        .mount::<ec::GetCopyTrust, _, _>(certifications::trust)
        .mount::<ec::ListCertifications, _, _>(certifications::list)
        .mount::<ec::CertificationsFile, _, _>(certifications::file)
        .mount::<m::DeskMessages, _, _>(messages::desk)
        .mount::<m::WriteFromDesk, _, _>(messages::from_desk)
        .mount::<m::DeskMessageFile, _, _>(messages::desk_file)
        .mount::<m::CitizenMessages, _, _>(messages::citizen)
        .mount::<m::WriteFromCitizen, _, _>(messages::from_citizen)
        .mount::<m::CitizenMessageFile, _, _>(messages::citizen_file)
        .mount::<pa::DeskPaper, _, _>(papers::desk)
        .mount::<pa::CitizenPaper, _, _>(papers::citizen)
        .mount::<pa::DraftPaper, _, _>(papers::draft)
        .mount::<pa::WriteLetter, _, _>(letters::write)
        .mount::<pa::PrintPoster, _, _>(posters::print)
        .mount::<pa::CountScan, _, _>(posters::count)
        .mount::<pa::ListPosters, _, _>(posters::list)
        .mount::<pay::ListDossierPayments, _, _>(payments::of_dossier)
        .mount::<pay::AskPayment, _, _>(payments::ask)
        .mount::<pay::ActOnPayment, _, _>(payments::act)
        .mount::<pay::GetPayment, _, _>(payments::get)
        .mount::<pay::ListPayments, _, _>(payments::list)
        .mount::<pay::ListMovements, _, _>(payments::movements::list)
        .mount::<pay::ActOnMovement, _, _>(payments::movements::act)
        .mount::<pay::ImportStatement, _, _>(payments::statement::import)
        .mount::<pay::GetCashbook, _, _>(payments::cashbook::get)
        .mount::<pay::CashbookFile, _, _>(payments::cashbook_file::file)
        .mount::<pay::ReportMovements, _, _>(payments::bank::report)
        .mount::<ra::RateSlip, _, _>(ratings::by_slip)
        .mount::<ra::RateCounter, _, _>(ratings::at_counter)
        .mount::<ra::LookRating, _, _>(ratings::look)
        .mount::<ra::GetRatings, _, _>(ratings::report)
        .mount::<ra::ListComments, _, _>(ratings::comments)
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
