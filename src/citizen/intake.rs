//! Pages coming in for a paper, one after the other: picked files, and what the live view takes. A picture with something wrong is
//! shown first; only the person decides whether it is kept all the same.

use super::{attach, sending::device_words, uploads, world::World};
use crate::{
    capture::{LiveCapture, Review},
    device::{
        capture::{self, Tone},
        error::DeviceError,
        photo::{self, Prepared},
    },
    i18n::{t, tf, ts},
    texts::{capture as p, citizen as w},
    ui::{Dialog, Notice, Tone as NoticeTone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::VecDeque;
use web_sys::File;

/// A picture that waits for the person's word.
#[derive(Clone, PartialEq)]
struct Doubtful {
    name: String,
    page: Prepared,
    making: bool,
    instead: Option<String>,
}

/// A file on its way in.
struct Incoming {
    file: File,
    making: bool,
    /// The file whose place it takes.
    instead: Option<String>,
}

/// What comes in for one paper.
#[derive(Clone, Copy)]
pub struct Intake {
    world: World,
    key: StoredValue<String>,
    paper: StoredValue<String>,
    queue: StoredValue<VecDeque<Incoming>, LocalStorage>,
    doubtful: RwSignal<Option<Doubtful>>,
    pub busy: RwSignal<bool>,
    /// The names of files that were not taken, and why.
    pub trouble: RwSignal<Vec<(String, DeviceError)>>,
    /// The live view stands open; with the page that it takes anew, if it is to take one anew.
    live: RwSignal<Option<Option<String>>>,
    /// Pages kept since the live view was opened.
    kept: RwSignal<u32>,
}

impl Intake {
    pub fn new(world: World, key: StoredValue<String>, paper: StoredValue<String>) -> Self {
        Self {
            world,
            key,
            paper,
            queue: StoredValue::new_local(VecDeque::new()),
            doubtful: RwSignal::new(None),
            busy: RwSignal::new(false),
            trouble: RwSignal::default(),
            live: RwSignal::new(None),
            kept: RwSignal::new(0),
        }
    }

    /// Takes files in; `making` for pages that belong together, photographed one by one.
    pub fn add(self, files: Vec<File>, making: bool) {
        self.trouble.set(Vec::new());
        self.enqueue(files.into_iter().map(|file| Incoming { file, making, instead: None }).collect());
    }

    /// Takes a file in instead of another one.
    pub fn replace(self, old: String, file: File) {
        self.trouble.set(Vec::new());
        self.enqueue(vec![Incoming { file, making: false, instead: Some(old) }]);
    }

    /// Opens the live view.
    pub fn open(self, instead: Option<String>) {
        // The phone may end this page while its camera is open.
        self.world.keep_now();
        self.trouble.set(Vec::new());
        self.kept.set(0);
        self.live.set(Some(instead));
    }

    fn enqueue(self, incoming: Vec<Incoming>) {
        self.queue.update_value(|queue| queue.extend(incoming));
        if !self.busy.get_untracked() && self.doubtful.with_untracked(Option::is_none) {
            self.work();
        }
    }

    /// Takes in what waits, up to the first picture that the person has to look at.
    fn work(self) {
        self.busy.set(true);
        spawn_local(async move {
            while let Some(next) = self.queue.try_update_value(VecDeque::pop_front).flatten() {
                let Incoming { file, making, instead } = next;
                let name = file.name();
                self.world.keep_now();
                match photo::prepare(file).await {
                    Ok(page) if !page.troubles.is_empty() => {
                        self.doubtful.try_set(Some(Doubtful { name, page, making, instead }));
                        break;
                    }
                    Ok(page) => self.keep(&name, page, making, instead.as_deref()).await,
                    Err(error) => self.refuse(name, error),
                }
            }
            self.busy.try_set(false);
        });
    }

    async fn keep(self, name: &str, page: Prepared, making: bool, instead: Option<&str>) {
        let (Some(key), Some(paper)) = (self.key.try_get_value(), self.paper.try_get_value()) else { return };
        match attach::keep(self.world, &key, &paper, name, page, making).await {
            Ok(new) => {
                if let Some(old) = instead {
                    attach::replace(self.world, &key, old, &new).await;
                }
                announce(t(w::PAPER_ADDED));
                // Each goes as soon as it is kept: the next picture may be long in coming.
                uploads::begin(self.world);
            }
            Err(error) => self.refuse(name.to_owned(), error),
        }
    }

    fn refuse(self, name: String, error: DeviceError) {
        self.trouble.try_update(|list| list.push((name, error)));
    }

    /// The person has decided about the picture that was shown.
    fn decided(self, keep: Option<Prepared>) {
        let Some(doubtful) = self.doubtful.try_update(Option::take).flatten() else { return };
        self.busy.set(true);
        spawn_local(async move {
            if let Some(page) = keep {
                self.keep(&doubtful.name, page, doubtful.making, doubtful.instead.as_deref()).await;
            }
            self.work();
        });
    }

    /// A page that the live view took and the person wants.
    fn taken(self, page: Prepared) {
        let instead = self.live.get_untracked().flatten();
        let number = self.kept.try_update(|kept| {
            *kept += 1;
            *kept
        });
        if instead.is_some() {
            self.live.set(None);
        }
        let name = [&tf(w::PAPER_PAGE, &[("number", &number.unwrap_or(1).to_string())]), ".jpg"].concat();
        spawn_local(async move { self.keep(&name, page, true, instead.as_deref()).await });
    }

    /// The files that were not taken, and why.
    pub fn troubles(self) -> AnyView {
        let lines = move || {
            let line = |(name, error): (String, DeviceError)| {
                let key = device_words(&error);
                view! {
                    <Notice tone=NoticeTone::Error alert=true>
                        <p>
                            <strong>{name}</strong>
                            ": "
                            {move || t(key)}
                        </p>
                    </Notice>
                }
            };
            self.trouble.get().into_iter().map(line).collect_view()
        };
        lines.into_any()
    }

    /// The live view, and the picture to be looked at. `mark` may be written over an ID card.
    pub fn dialogs(self, mark: Signal<String>) -> AnyView {
        on_cleanup(capture::end);
        let (live, doubtful) = (self.live, self.doubtful);
        let id = [&self.paper.get_value(), "-capture"].concat();
        let look_id = [&self.paper.get_value(), "-look"].concat();
        let tone = RwSignal::new(Tone::default());
        view! {
            <Dialog
                open=Signal::derive(move || live.with(Option::is_some))
                on_close=move |()| live.set(None)
                title=ts(p::TITLE)
                id=id
                wide=true
            >
                <LiveCapture mark=mark count=self.kept on_page=move |page| self.taken(page) on_done=move |()| live.set(None) />
            </Dialog>
            <Dialog
                open=Signal::derive(move || doubtful.with(Option::is_some))
                on_close=move |()| self.decided(None)
                title=ts(p::REVIEW_TITLE)
                id=look_id
                wide=true
            >
                {move || {
                    doubtful
                        .get()
                        .map(|doubtful| {
                            view! {
                                <Review
                                    page=doubtful.page
                                    tone=tone
                                    mark=mark
                                    on_keep=move |page| self.decided(Some(page))
                                    on_drop=move |()| self.decided(None)
                                />
                            }
                        })
                }}
            </Dialog>
        }
        .into_any()
    }
}
