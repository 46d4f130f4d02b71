//! Limits on how often something may be tried. Counters live in memory: a restart forgets them, which only helps the honest.

use jiff::Timestamp;
use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

/// So many times within so many seconds.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    pub times: usize,
    pub seconds: i64,
}

/// Wrong passwords of an account; both hold. After the longer window an honest person gets in again.
pub const PASSWORD: [Rate; 2] = [Rate { times: 5, seconds: 60 }, Rate { times: 10, seconds: 900 }];
/// Failed look-ups of receipts from one address: a whole ward may share it, so it is high.
pub const RECEIPT: [Rate; 1] = [Rate { times: 300, seconds: 300 }];
/// Dossiers of one device.
pub const SUBMIT: [Rate; 1] = [Rate { times: 20, seconds: 3600 }];
/// Copies of drafts that one device keeps at the office: one every few seconds, all day.
pub const COPY: [Rate; 1] = [Rate { times: 300, seconds: 900 }];
/// Drafts that one device brings to the desk.
pub const BRING: [Rate; 1] = [Rate { times: 30, seconds: 3600 }];
/// One-time codes that did not fit, by one device or account.
pub const JOIN: [Rate; 1] = [Rate { times: 20, seconds: 300 }];
/// Messages of a citizen on one dossier.
pub const MESSAGE: [Rate; 1] = [Rate { times: 30, seconds: 3600 }];
/// Scans of posters from one address.
pub const SCAN: [Rate; 1] = [Rate { times: 300, seconds: 300 }];
/// Ratings of one counter by one phone: one visit, one rating.
pub const RATING_DEVICE: [Rate; 1] = [Rate { times: 1, seconds: 12 * 3600 }];
/// Ratings at counters from one address: the office's own network may stand behind one, with a device for everybody in it.
pub const RATING_ADDRESS: [Rate; 2] = [Rate { times: 10, seconds: 60 }, Rate { times: 100, seconds: 3600 }];
/// Reports of the bank that were not believed, from one address.
pub const BANK: [Rate; 1] = [Rate { times: 60, seconds: 60 }];
/// New devices from one address.
pub const DEVICE: [Rate; 1] = [Rate { times: 300, seconds: 300 }];

/// When the table is swept, so that it cannot grow without end.
const SWEEP_AT: usize = 10_000;

/// Counts attempts by name.
#[derive(Default)]
pub struct Limiter {
    seen: Mutex<HashMap<String, VecDeque<i64>>>,
}

impl Limiter {
    /// Counts an attempt, or says after how many seconds the next one is allowed.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn attempt(&self, name: &str, rates: &[Rate], now: Timestamp) -> Result<(), i64> {
        self.look(name, rates, now, true)
    }

    /// Whether an attempt would be allowed, without counting it.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn allowed(&self, name: &str, rates: &[Rate], now: Timestamp) -> Result<(), i64> {
        self.look(name, rates, now, false)
    }

    fn look(&self, name: &str, rates: &[Rate], now: Timestamp, count: bool) -> Result<(), i64> {
        let now = now.as_second();
        let longest = rates.iter().map(|rate| rate.seconds).max().unwrap_or(0);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > SWEEP_AT {
            seen.retain(|_, times| times.back().is_some_and(|last| last + 3600 > now));
        }
        let times = seen.entry(name.to_owned()).or_default();
        while times.front().is_some_and(|first| first + longest <= now) {
            times.pop_front();
        }
        for rate in rates {
            let within = times.iter().rev().take_while(|at| **at + rate.seconds > now).count();
            if within >= rate.times {
                let first = times.get(times.len() - rate.times).copied().unwrap_or(now);
                return Err((first + rate.seconds - now).max(1));
            }
        }
        if count {
            times.push_back(now);
        }
        Ok(())
    }

    /// Takes the last attempt back: it succeeded, and only failures count.
    pub fn forgive(&self, name: &str) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = seen.get_mut(name) {
            times.pop_back();
        }
    }
}

/// A room with so many places, and so many for each who comes.
pub struct Crowd {
    places: usize,
    each: usize,
    inside: Mutex<HashMap<String, usize>>,
}

/// A place in a [`Crowd`].
pub struct Place<'a> {
    crowd: &'a Crowd,
    name: String,
}

impl Crowd {
    #[must_use]
    pub fn new(places: usize, each: usize) -> Self {
        Self { places, each, inside: Mutex::default() }
    }

    /// A place, if there is one for this name.
    pub fn enter(&self, name: &str) -> Option<Place<'_>> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = inside.values().sum();
        let own = inside.get(name).copied().unwrap_or(0);
        if all >= self.places || own >= self.each {
            return None;
        }
        inside.insert(name.to_owned(), own + 1);
        Some(Place { crowd: self, name: name.to_owned() })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut inside = self.crowd.inside.lock().unwrap_or_else(PoisonError::into_inner);
        match inside.get_mut(&self.name) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                inside.remove(&self.name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_has_places_for_all_and_for_each() {
        let crowd = Crowd::new(3, 2);
        let first = crowd.enter("a");
        let second = crowd.enter("a");
        assert!(first.is_some() && second.is_some() && crowd.enter("a").is_none());
        let third = crowd.enter("b");
        assert!(third.is_some() && crowd.enter("c").is_none());
        drop(first);
        assert!(crowd.enter("c").is_some());
        drop((second, third));
        assert!(crowd.inside.lock().unwrap().is_empty(), "nobody is remembered");
    }

    #[test]
    fn five_a_minute_and_ten_a_quarter() {
        let limiter = Limiter::default();
        let at = |second: i64| Timestamp::from_second(1_000_000 + second).unwrap();
        for _ in 0..5 {
            assert_eq!(limiter.attempt("a", &PASSWORD, at(0)), Ok(()));
        }
        assert_eq!(limiter.attempt("a", &PASSWORD, at(1)), Err(59));
        assert_eq!(limiter.attempt("b", &PASSWORD, at(1)), Ok(()));
        for _ in 0..5 {
            assert_eq!(limiter.attempt("a", &PASSWORD, at(60)), Ok(()));
        }
        assert_eq!(limiter.attempt("a", &PASSWORD, at(200)), Err(700));
        assert_eq!(limiter.attempt("a", &PASSWORD, at(900)), Ok(()));
    }

    #[test]
    fn what_succeeds_does_not_count() {
        let limiter = Limiter::default();
        let now = Timestamp::from_second(5).unwrap();
        for _ in 0..100 {
            assert_eq!(limiter.attempt("a", &PASSWORD, now), Ok(()));
            limiter.forgive("a");
        }
    }
}
