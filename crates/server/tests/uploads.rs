//! Uploads: resumed at the durable offset, judged before they count, refused with a code of their own.
use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use motcua_contract::{NoBody, ProblemCode as P, limits, uploads::GetUpload};
use motcua_server::app::Policy;
use motcua_tests::{Client, House, files};

pub fn code(answer: &motcua_tests::Answered) -> Option<P> {
    (!answer.status.is_success()).then(|| answer.problem().code)
}

pub async fn offset(phone: &Client, id: &str) -> (u16, String) {
    let head = phone.request("HEAD", &format!("/api/uploads/{id}"), &[], "").await;
    (head.status.as_u16(), head.header("upload-offset").to_owned())
}

#[tokio::test]
async fn a_file_arrives_in_pieces() {
    let house = House::open().await;
    let phone = house.phone().await;
    let bytes = files::jpeg(1);
    let id = phone.announce(bytes.len(), "image/jpeg", &files::sha256(&bytes)).await.unwrap();
    assert_eq!(offset(&phone, &id).await, (200, "0".into()));
    assert_eq!(phone.append(&id, 0, bytes[..50].to_vec()).await.header("upload-offset"), "50");
    // A repeated, an early and an empty piece change nothing.
    for (at, expected) in [(0, Some(P::OffsetMismatch)), (60, Some(P::OffsetMismatch)), (50, None)] {
        let answer = phone.append(&id, at, Vec::new()).await;
        assert_eq!(code(&answer), expected);
        if expected.is_some() {
            assert_eq!(answer.problem().current, Some(50));
        }
    }
    assert_eq!(phone.call::<GetUpload>(&[&id], &NoBody {}).await.unwrap_err().code, P::NotFound);
    // The connection breaks in the middle: what came is kept.
    let broken = stream::iter([Ok(Bytes::from(bytes[50..80].to_vec())), Err(std::io::Error::other("gone"))]);
    assert_eq!(code(&phone.append(&id, 50, Body::from_stream(broken)).await), Some(P::BadBody));
    assert_eq!(offset(&phone, &id).await, (200, "80".into()));
    assert_eq!(code(&phone.append(&id, 80, bytes[80..].to_vec()).await), None);
    let stored = phone.call::<GetUpload>(&[&id], &NoBody {}).await.unwrap();
    assert_eq!((stored.sha256, stored.size, stored.pages), (files::sha256(&bytes), bytes.len() as u64, 1));
    assert_eq!(code(&phone.append(&id, bytes.len(), Vec::new()).await), Some(P::OffsetMismatch));
    assert_eq!(std::fs::read_dir(house.dir().join("uploads")).unwrap().count(), 0, "nothing stays on the way");
}

#[tokio::test]
async fn each_bad_file_has_its_own_code_and_leaves_nothing() {
    let house = House::open().await;
    let phone = house.phone().await;
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() - 2].to_vec();
    let html = b"<!doctype html><script>alert(1)</script>".to_vec();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
    for (bytes, declared, expected) in [
        (Vec::new(), "image/jpeg", P::FileEmpty),
        (html.clone(), "image/jpeg", P::FileTypeNotAllowed),
        (html, "text/html", P::FileTypeNotAllowed),
        (svg.clone(), "image/png", P::FileTypeNotAllowed),
        (svg, "image/svg+xml", P::FileTypeNotAllowed),
        (files::pdf(1), "image/jpeg", P::FileTypeMismatch),
        (cut(files::jpeg(1)), "image/jpeg", P::FileDamaged),
        (files::pdf(300), "application/pdf", P::PdfTooManyPages),
    ] {
        let length = bytes.len();
        assert_eq!(phone.upload(&bytes, declared).await.unwrap_err().code, expected, "{declared}, {length} bytes");
    }
    assert_eq!(phone.upload(&files::pdf(1), "application/pdf").await.unwrap().pages, 1);
    let sha = files::sha256(b"");
    assert_eq!(phone.announce(21 * 1024 * 1024, "image/jpeg", &sha).await.unwrap_err().code, P::FileTooLarge);
    // Other bytes than announced: they did not count, and can be sent again.
    let bytes = files::jpeg(2);
    let id = phone.announce(bytes.len(), "image/jpeg", &sha).await.unwrap();
    assert_eq!(code(&phone.append(&id, 0, bytes.clone()).await), Some(P::DigestMismatch));
    assert_eq!(offset(&phone, &id).await, (200, "0".into()));
    // More bytes than announced.
    let id = phone.announce(10, "image/jpeg", &files::sha256(&bytes)).await.unwrap();
    assert_eq!(code(&phone.append(&id, 0, bytes).await), Some(P::FileTooLarge));
}

#[tokio::test]
async fn headers_that_make_no_sense_are_named() {
    let house = House::open().await;
    let phone = house.phone().await;
    let bytes = files::jpeg(1);
    let id = phone.announce(bytes.len(), "image/jpeg", &files::sha256(&bytes)).await.unwrap();
    let patch = |client: Client| {
        let (id, bytes) = (id.clone(), bytes.clone());
        async move { code(&client.append(&id, 0, bytes).await) }
    };
    assert_eq!(patch(phone.with("tus-resumable", "0.2.2")).await, Some(P::UploadVersion));
    assert_eq!(patch(phone.with("upload-offset", "-1")).await, Some(P::BadHeader));
    assert_eq!(patch(phone.with("content-type", "image/jpeg")).await, Some(P::UnsupportedMedia));
    assert_eq!(phone.announce(10, "image/jpeg", "not a digest").await.unwrap_err().code, P::BadHeader);
    let options = phone.request("OPTIONS", "/api/uploads", &[], "").await;
    assert_eq!((options.status.as_u16(), options.header("tus-version")), (204, "1.0.0"));
}

#[tokio::test]
async fn an_upload_can_be_taken_back_and_quotas_hold() {
    let house = House::open().await;
    let phone = house.phone().await;
    let file = phone.upload(&files::jpeg(1), "image/jpeg").await.unwrap();
    let path = format!("/api/uploads/{}", file.upload);
    assert_eq!(phone.request("DELETE", &path, &[], "").await.status, 204);
    assert_eq!(phone.request("DELETE", &path, &[], "").await.status, 404);
    let sha = files::sha256(b"x");
    for _ in 0..limits::OPEN_UPLOADS {
        phone.announce(10, "image/jpeg", &sha).await.unwrap();
    }
    assert_eq!(phone.announce(10, "image/jpeg", &sha).await.unwrap_err().code, P::TooManyUploads);
    assert!(house.phone().await.announce(10, "image/jpeg", &sha).await.is_ok(), "another phone has its own");
}

#[tokio::test]
async fn a_nearly_full_disk_refuses_before_writing() {
    let house = House::with(Policy { disk_reserve: u64::MAX, ..Policy::default() }).await;
    let visitor = house.visitor();
    let answer = visitor.request("POST", "/api/devices", &[], "").await;
    assert_eq!((code(&answer), answer.header("retry-after")), (Some(P::StorageFull), "300"));
    let clerk = house.clerk("canbo").await;
    assert_eq!(clerk.announce(10, "image/jpeg", &files::sha256(b"x")).await.unwrap_err().code, P::StorageFull);
    assert_eq!(clerk.request("GET", "/api/desk/dossiers", &[], "").await.status, 200, "reading goes on");
}
