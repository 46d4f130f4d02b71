//! Binding: the pages of a paper that were photographed one by one become one PDF, before anything of them is sent.

use super::{attach, outbox, uploads, world::World};
use crate::{
    device::{
        capture,
        photo::Prepared,
        store::{Attachment, files},
    },
    i18n::{t, tf},
    texts::capture as w,
    ui::announce,
};
use leptos::prelude::*;
use motcua_contract::limits::FILE_BYTES;

/// The pages of a paper that are to become one file, in their order: those in the making.
fn in_the_making(attachments: &[Attachment], paper: &str) -> Vec<Attachment> {
    attachments.iter().filter(|a| a.paper == paper && a.making && is_picture(a)).cloned().collect()
}

/// Whether a file is a picture of a page.
pub fn is_picture(attachment: &Attachment) -> bool {
    attachment.media_type == "image/jpeg"
}

/// Finishes every paper of a draft whose pages are in the making. What cannot be bound goes as it is.
pub async fn bind_all(world: World, key: &str) {
    let papers: Vec<String> = untrack(|| world.draft(key)).map_or_else(Vec::new, |draft| {
        let mut papers: Vec<String> = draft.attachments.iter().filter(|a| a.making).map(|a| a.paper.clone()).collect();
        papers.dedup();
        papers
    });
    for paper in &papers {
        bind_new(world, key, paper).await;
    }
    capture::end();
}

/// Binds the new pages of a paper, and lets them be sent.
pub async fn bind_new(world: World, key: &str, paper: &str) {
    let Some(draft) = untrack(|| world.draft(key)) else { return };
    let pages = in_the_making(&draft.attachments, paper);
    if pages.len() > 1 {
        bind(world, key, paper, &pages).await;
    }
    let left = untrack(|| world.draft(key)).is_some_and(|draft| draft.attachments.iter().any(|a| a.making));
    if left {
        world.edit(key, |draft| {
            draft.attachments.iter_mut().filter(|a| a.paper == paper).for_each(|a| a.making = false);
        });
        world.keep_now();
    }
    if !pages.is_empty() {
        uploads::begin(world);
    }
}

/// Makes one PDF of some pictures of a paper; `false` where that cannot be, and everything is as it was.
pub async fn bind(world: World, key: &str, paper: &str, pages: &[Attachment]) -> bool {
    announce(t(w::PAGES_JOINING));
    let mut pictures = Vec::with_capacity(pages.len());
    for page in pages {
        let Ok(Some(bytes)) = files::get(&page.id).await else { return false };
        pictures.push(bytes);
    }
    let Some(bytes) = capture::join(&pictures).await.filter(|bytes| bytes.len() as u64 <= FILE_BYTES) else {
        return false;
    };
    drop(pictures);
    let count = pages.len();
    let name = pages.first().map_or("", |page| page.name.as_str());
    let name = [name.rsplit_once('.').map_or(name, |(stem, _)| stem), ".pdf"].concat();
    let ready = Prepared::of_pdf(bytes, u32::try_from(count).unwrap_or(u32::MAX));
    // While they were bound, somebody may have changed them: then they stay as they are.
    let same = untrack(|| world.draft(key)).is_some_and(|draft| {
        pages.iter().all(|page| draft.attachments.iter().any(|a| a.id == page.id && a.sha256 == page.sha256))
    });
    let Some(first) = pages.first().filter(|_| same) else { return false };
    // In the making until it stands in their place: else it would be sent beside them.
    let Ok(id) = attach::keep_over(world, key, paper, &name, ready, pages).await else { return false };
    attach::replace(world, key, &first.id, &id).await;
    for page in &pages[1..] {
        uploads::stop(&page.id);
        world.edit(key, |draft| draft.attachments.retain(|a| a.id != page.id));
        outbox::drop_file(&page.id).await;
    }
    world.edit(key, |draft| {
        draft.attachments.iter_mut().filter(|a| a.id == id).for_each(|a| a.making = false);
    });
    world.keep_now();
    announce(&tf(w::PAGES_JOINED, &[("count", &count.to_string())]));
    true
}

#[cfg(test)]
mod tests {
    use super::{Attachment, in_the_making};

    fn page(id: &str, paper: &str, media_type: &str, making: bool) -> Attachment {
        Attachment {
            id: id.into(),
            paper: paper.into(),
            name: "anh.jpg".into(),
            media_type: media_type.into(),
            size: 1,
            pages: 1,
            sha256: String::new(),
            upload: None,
            paused: false,
            making,
        }
    }

    #[test]
    fn new_pictures_of_one_paper_are_bound_in_their_order() {
        let all = [
            page("1", "a", "image/jpeg", true),
            page("2", "b", "image/jpeg", true),
            page("3", "a", "application/pdf", true),
            page("4", "a", "image/jpeg", false),
            page("5", "a", "image/jpeg", true),
        ];
        let ids: Vec<String> = in_the_making(&all, "a").into_iter().map(|page| page.id).collect();
        assert_eq!(ids, ["1", "5"]);
    }
}
