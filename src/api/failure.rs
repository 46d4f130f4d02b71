//! How a call fails, and the sentence for it.

use crate::i18n::{Key, texts};
use motcua_contract::{Problem, ProblemCode};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server was not reached.
    Offline,
    /// It did not answer in time; it may still have done what was asked.
    Timeout,
    /// It answered no, and why.
    Refused(Box<Problem>),
    /// What came back is not the contract's, or the browser refused the request.
    Broken,
}

impl Failure {
    /// The stable code, as in `locales/*/codes` under `problem`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Timeout => "timeout",
            Self::Refused(problem) => problem.code.as_str(),
            Self::Broken => "broken",
        }
    }

    /// Whether trying the same again later can help without anybody changing anything.
    #[must_use]
    pub fn passes(&self) -> bool {
        match self {
            Self::Offline | Self::Timeout => true,
            Self::Broken => false,
            Self::Refused(problem) => matches!(
                problem.code,
                ProblemCode::Unavailable
                    | ProblemCode::Internal
                    | ProblemCode::StorageFull
                    | ProblemCode::TooManyRequests
                    | ProblemCode::QuotaExceeded
                    | ProblemCode::InProgress
            ),
        }
    }

    /// A failure that was kept by its code; an unknown one (a newer build kept it) is said in general.
    #[must_use]
    pub fn by_code(code: &str) -> Self {
        match ProblemCode::ALL.iter().find(|known| known.as_str() == code) {
            Some(known) => Self::Refused(Box::new(Problem::new(*known))),
            None => Self::Broken,
        }
    }

    /// The code of a refusal.
    #[must_use]
    pub fn refused(&self) -> Option<ProblemCode> {
        if let Self::Refused(problem) = self { Some(problem.code) } else { None }
    }
}

/// The sentence of a failure.
#[must_use]
pub fn words(failure: &Failure) -> Key {
    if let Failure::Refused(problem) = failure
        && let Some(refusal) = problem.refusal
        && let Some(key) = texts::codes::find_refusal(refusal.as_str())
    {
        return key;
    }
    problem_words(failure.code())
}

/// As [`words`], of what can happen to who only reads: for programs that must stay small.
#[must_use]
pub fn reading_words(failure: &Failure) -> Key {
    use texts::codes as c;
    match failure {
        Failure::Offline => c::PROBLEM_OFFLINE,
        Failure::Timeout => c::PROBLEM_TIMEOUT,
        Failure::Broken => c::PROBLEM_BROKEN,
        Failure::Refused(problem) => match problem.code {
            ProblemCode::NotFound => c::PROBLEM_NOT_FOUND,
            ProblemCode::Outdated => c::PROBLEM_OUTDATED,
            ProblemCode::TooManyRequests => c::PROBLEM_TOO_MANY_REQUESTS,
            ProblemCode::Unavailable => c::PROBLEM_UNAVAILABLE,
            _ => c::PROBLEM_INTERNAL,
        },
    }
}

/// The sentence of a problem by its code; an unknown code (a newer server) gets the general one.
#[must_use]
pub fn problem_words(code: &str) -> Key {
    texts::codes::find_problem(code).unwrap_or(texts::codes::PROBLEM_INTERNAL)
}
