//! What everybody may take: the procedures as open data, the figures that the office shows, files for the wall. Other sites may
//! read it as well.

use crate::{
    http::{Answer, Call, Reply},
    press,
    problem::Refusal,
    site::{answer, csv, describe, figures, print},
};
use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use motcua_contract::{
    files::FileKind,
    open::{GetOpenData, GetPublicFigures, OpenFile},
};

const JSON: &str = "application/json";
const CSV: &str = "text/csv; charset=utf-8";

/// Open to pages of other sites, which the rest of the API is not.
fn open(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    headers.insert(policy, HeaderValue::from_static("cross-origin"));
    response
}

fn named(mut response: Response, disposition: &'static str) -> Response {
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    response
}

pub async fn data(call: Call<GetOpenData>) -> Answer<GetOpenData> {
    let body = serde_json::to_vec(&describe::all(&call.app)).map_err(Refusal::internal)?;
    Ok(Reply::Raw(open(answer::shared(JSON, body, &call.headers))))
}

pub async fn figures(call: Call<GetPublicFigures>) -> Answer<GetPublicFigures> {
    let body = serde_json::to_vec(&figures::now(&call.app).await?).map_err(Refusal::internal)?;
    Ok(Reply::Raw(open(answer::shared(JSON, body, &call.headers))))
}

pub async fn file(call: Call<OpenFile>) -> Answer<OpenFile> {
    let data = || describe::all(&call.app);
    match call.segment(0) {
        "procedures.json" => {
            let body = serde_json::to_vec_pretty(&data()).map_err(Refusal::internal)?;
            let response = named(answer::shared(JSON, body, &call.headers), "attachment; filename=\"procedures.json\"");
            Ok(Reply::Raw(open(response)))
        }
        "procedures.csv" => {
            let body = csv::procedures(&data()).into_bytes();
            let response = named(answer::shared(CSV, body, &call.headers), "attachment; filename=\"procedures.csv\"");
            Ok(Reply::Raw(open(response)))
        }
        name => {
            let bytes = print::file(&call.app, name).await?;
            let mut response = press::file(bytes.to_vec(), FileKind::Pdf, name.trim_end_matches(".pdf"))?;
            // The same for everybody, and kept by the service worker for the day without a network.
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            Ok(Reply::Raw(response))
        }
    }
}
