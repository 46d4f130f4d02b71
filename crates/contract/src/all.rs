//! The list of every endpoint: tests hold the server's routes, the OpenAPI document and the policy against it.

use crate::{
    Access, Endpoint, Method, accounts, desk, dossiers, drafts, messages, papers, public, queue, ratings, register,
    reports, uploads,
};

/// An endpoint without its types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    pub name: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

macro_rules! routes {
    ($($module:ident :: $name:ident),* $(,)?) => {
        /// Every endpoint of the contract.
        pub const ROUTES: &[Route] = &[$(Route {
            name: stringify!($name),
            method: <$module::$name as Endpoint>::METHOD,
            path: <$module::$name as Endpoint>::PATH,
            access: <$module::$name as Endpoint>::ACCESS,
        }),*];
    };
}

routes!(
    public::GetOffice,
    public::ListProcedures,
    public::GetProcedure,
    public::GetReference,
    public::GetWards,
    public::RegisterDevice,
    uploads::CreateUpload,
    uploads::AppendUpload,
    uploads::HeadUpload,
    uploads::DeleteUpload,
    uploads::GetUpload,
    dossiers::SubmitDossier,
    dossiers::GetReceipt,
    dossiers::TrackDossier,
    dossiers::SupplementDossier,
    dossiers::WithdrawDossier,
    dossiers::DownloadResult,
    desk::SignIn,
    desk::WhoAmI,
    desk::SignOut,
    accounts::ChangePassword,
    accounts::ListAccounts,
    accounts::CreateAccount,
    accounts::ChangeAccount,
    accounts::ResetPassword,
    accounts::ListColleagues,
    queue::IssueTicket,
    queue::GetQueue,
    queue::CallTicket,
    queue::ActOnTicket,
    queue::GetScreen,
    queue::FollowTicket,
    desk::ListWork,
    desk::OpenDossier,
    desk::CommandDossier,
    desk::DownloadFile,
    desk::CommandMany,
    register::GetBoard,
    register::ListRegister,
    register::RegisterFile,
    reports::GetReport,
    reports::ReportFile,
    messages::DeskMessages,
    messages::WriteFromDesk,
    messages::DeskMessageFile,
    messages::CitizenMessages,
    messages::WriteFromCitizen,
    messages::CitizenMessageFile,
    papers::DeskPaper,
    papers::CitizenPaper,
    papers::DraftPaper,
    papers::WriteLetter,
    papers::PrintPoster,
    papers::CountScan,
    papers::ListPosters,
    ratings::RateSlip,
    ratings::RateCounter,
    ratings::LookRating,
    ratings::GetRatings,
    ratings::ListComments,
    drafts::OpenDraft,
    drafts::ListDrafts,
    drafts::BringDraft,
    drafts::JoinDraft,
    drafts::GetDraft,
    drafts::ChangeDraft,
    drafts::OfferDraft,
    drafts::GetDraftFile,
    drafts::SubmitDraft,
    drafts::CloseDraft,
);
