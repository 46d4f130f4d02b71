//! One page of a paper in the list: seen, moved, turned, taken anew, removed.

use super::{attach, bind::is_picture, intake::Intake, outbox, picture::Preview, sending, uploads, world::World};
use crate::{
    capture::possible,
    device::{
        capture::{self, Wish},
        page::blob,
        photo,
        store::{Attachment, files},
    },
    i18n::{Key, say, t, tf},
    texts::{capture as p, citizen as w, common as c},
    ui::{Button, ButtonKind, FileButton, announce, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use web_sys::File;

/// The line of the page at a place of a paper's list.
pub fn page_line(
    world: World,
    key: StoredValue<String>,
    index: usize,
    file: Attachment,
    list: Memo<Vec<Attachment>>,
    intake: Intake,
) -> AnyView {
    let number = (index + 1).to_string();
    let titled = number.clone();
    let title = Signal::derive(move || tf(w::PAPER_PAGE, &[("number", &titled)]));
    let (picture, making) = (is_picture(&file), file.making);
    let (id, media_type) = (file.id, file.media_type);
    let own = StoredValue::new(id.clone());
    let remove = Callback::new(move |()| {
        let id = own.get_value();
        uploads::stop(&id);
        world.edit(&key.get_value(), |draft| draft.attachments.retain(|a| a.id != id));
        world.keep_now();
        announce(t(w::PAPER_REMOVED));
        focus_id("next");
        spawn_local(async move {
            outbox::drop_file(&id).await;
        });
    });
    let shift = move |by: isize| {
        let id = own.get_value();
        let other = list.with_untracked(|list| {
            let at = list.iter().position(|a| a.id == id)?;
            list.get(at.checked_add_signed(by)?).map(|a| a.id.clone())
        });
        let Some(other) = other else { return };
        world.edit(&key.get_value(), |draft| {
            let at = |id: &str| draft.attachments.iter().position(|a| a.id == id);
            if let (Some(a), Some(b)) = (at(&id), at(&other)) {
                draft.attachments.swap(a, b);
            }
        });
    };
    let replace = Callback::new(move |picked: Vec<File>| {
        if let Some(file) = picked.into_iter().next() {
            intake.replace(own.get_value(), file);
        }
    });
    let turning = RwSignal::new(false);
    let turn = Callback::new(move |()| {
        turning.set(true);
        let (key, id, number) = (key.get_value(), own.get_value(), index + 1);
        spawn_local(async move {
            if turned(world, &key, &id).await {
                announce(&tf(p::PAGES_TURNED, &[("number", &number.to_string())]));
            }
            turning.try_set(false);
        });
    });
    let state = sending::state(world, key, &id, list);
    let last = Memo::new(move |_| list.with(|list| index + 1 >= list.len()));
    let name = move |key: Key| {
        let number = number.clone();
        Signal::derive(move || [t(key), " ", &tf(w::PAPER_PAGE, &[("number", &number)])].concat())
    };
    let (of_remove, of_up, of_down) = (name(c::ACTION_REMOVE), name(c::ACTION_UP), name(c::ACTION_DOWN));
    let (of_replace, of_turn, of_again) = (name(c::ACTION_REPLACE), name(p::PAGES_TURN), name(p::REVIEW_AGAIN));
    let replace_id = ["replace-", &id].concat();
    let anew = if making && possible() {
        let again = Callback::new(move |()| intake.open(Some(own.get_value())));
        view! { <Button kind=ButtonKind::Quiet on_press=again label=of_again>{say(p::REVIEW_AGAIN)}</Button> }
            .into_any()
    } else {
        view! {
            <FileButton id=replace_id label=of_replace accept="image/*,application/pdf" on_files=replace kind=ButtonKind::Quiet />
        }
        .into_any()
    };
    view! {
        <li class="card page-line">
            <Preview file=id media_type=media_type title=title />
            <div class="page-line-body">
                <p><strong>{title}</strong></p>
                {state}
                <div class="row">
                    {anew}
                    {picture
                        .then(|| {
                            view! {
                                <Button kind=ButtonKind::Quiet busy=turning on_press=turn label=of_turn>{say(p::PAGES_TURN)}</Button>
                            }
                        })}
                    <Button kind=ButtonKind::Quiet on_press=remove label=of_remove>{say(c::ACTION_REMOVE)}</Button>
                    {(index > 0)
                        .then(|| view! { <Button kind=ButtonKind::Quiet on_press=Callback::new(move |()| shift(-1)) label=of_up>{say(c::ACTION_UP)}</Button> })}
                    <Show when=move || !last.get()>
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |()| shift(1)) label=of_down>{say(c::ACTION_DOWN)}</Button>
                    </Show>
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// Turns a kept page a quarter clockwise; `false` where that cannot be, and it is as it was.
async fn turned(world: World, key: &str, id: &str) -> bool {
    let Some(old) = untrack(|| world.file(id)) else { return false };
    let Ok(Some(bytes)) = files::get(id).await else { return false };
    let Some(picture) = blob(&bytes, &old.media_type) else { return false };
    let wish = Wish { plain: true, turn: 1, ..Wish::default() };
    let made = capture::make(Some(&picture), &wish).await.ok().flatten().and_then(|made| photo::of_made(made).ok());
    let Some(ready) = made else { return false };
    let Ok(new) = attach::keep_over(world, key, &old.paper, &old.name, ready, std::slice::from_ref(&old)).await else {
        return false;
    };
    attach::replace(world, key, id, &new).await;
    world.edit(key, |draft| {
        draft.attachments.iter_mut().filter(|a| a.id == new).for_each(|a| a.making = old.making);
    });
    world.keep_now();
    uploads::begin(world);
    true
}
