//! One request at a time works on an upload, and the newest wins: a phone that lost its connection comes back long before the
//! server notices that the old one is dead (T-09).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};
use tokio::sync::{OwnedMutexGuard, watch};

/// Who is at work on which upload.
#[derive(Default)]
pub struct Turns {
    uploads: Mutex<HashMap<String, Weak<Upload>>>,
}

struct Upload {
    /// The number of the newest request.
    newest: watch::Sender<u64>,
    one: Arc<tokio::sync::Mutex<()>>,
}

/// The right to work on an upload, until it is dropped.
pub struct Turn {
    number: u64,
    newest: watch::Receiver<u64>,
    _one: OwnedMutexGuard<()>,
    _upload: Arc<Upload>,
}

impl Turns {
    /// Asks whoever is at work on this upload to give way, and waits until they have.
    pub async fn take(&self, upload: &str) -> Turn {
        let upload = self.upload(upload);
        let mut number = 0;
        upload.newest.send_modify(|newest| {
            *newest += 1;
            number = *newest;
        });
        let newest = upload.newest.subscribe();
        let one = Arc::clone(&upload.one).lock_owned().await;
        Turn { number, newest, _one: one, _upload: upload }
    }

    fn upload(&self, name: &str) -> Arc<Upload> {
        let mut uploads = self.uploads.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = uploads.get(name).and_then(Weak::upgrade) {
            return known;
        }
        uploads.retain(|_, upload| upload.strong_count() > 0);
        let new = Arc::new(Upload { newest: watch::Sender::new(0), one: Arc::default() });
        uploads.insert(name.to_owned(), Arc::downgrade(&new));
        new
    }
}

impl Turn {
    /// Whether nobody came after.
    #[must_use]
    pub fn is_newest(&self) -> bool {
        *self.newest.borrow() == self.number
    }

    /// Done when somebody came after.
    pub async fn superseded(&mut self) {
        let number = self.number;
        // The sender lives as long as this turn.
        let _ = self.newest.wait_for(|newest| *newest != number).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_is_told_and_waits_for_its_turn() {
        let turns = Arc::new(Turns::default());
        let mut first = turns.take("a").await;
        assert!(first.is_newest());
        let other = turns.take("b").await;
        assert!(first.is_newest() && other.is_newest(), "uploads do not meet");
        let waiting = tokio::spawn({
            let turns = Arc::clone(&turns);
            async move { turns.take("a").await.is_newest() }
        });
        first.superseded().await;
        assert!(!first.is_newest() && !waiting.is_finished());
        drop(first);
        assert!(waiting.await.unwrap());
        drop(other);
        drop(turns.take("c").await);
        assert_eq!(turns.uploads.lock().unwrap().len(), 1, "what is over is forgotten");
    }
}
