//! What a host may be, what DNS proves of it, and what follows from that. Pure.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::Host;

use crate::{check::is_public_name, program::is_under};

/// The label below a host under which its owner publishes the proof (RFC 8552: names that begin with `_` are for such things).
const PROOF_LABEL: &str = "_griot";
/// What stands before the token in the record, so that it tells what it is for.
const PROOF_START: &str = "griot-domain=";
/// The longest host: the name of its proof must fit in 253 characters (RFC 1035).
const HOST_MAX: usize = 253 - PROOF_LABEL.len() - 1;

/// How soon a look is repeated while somebody is probably setting it up.
const SETTING_UP: SignedDuration = SignedDuration::from_mins(5);
/// How soon while it may still be spreading, or name servers do not answer.
const SPREADING: SignedDuration = SignedDuration::from_hours(1);
/// How soon otherwise.
const DAILY: SignedDuration = SignedDuration::from_hours(24);
/// After how long nobody is waited for any more.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(24 * 30);

/// How far a domain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainState {
    /// Its proof was not found yet. It answers nothing.
    Waiting,
    /// It is proved, and its links answer.
    Verified,
    /// The proof is gone; its links answer until it is lost.
    Failing,
    /// The proof was gone for too long. It answers nothing until it is proved again.
    Lost,
}

impl DomainState {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Verified => "verified",
            Self::Failing => "failing",
            Self::Lost => "lost",
        }
    }

    /// Whether its links answer.
    pub const fn is_served(self) -> bool {
        matches!(self, Self::Verified | Self::Failing)
    }

    pub(super) fn stored(word: &str, failing_since: Option<Timestamp>) -> Self {
        match word {
            "verified" if failing_since.is_some() => Self::Failing,
            "verified" => Self::Verified,
            "lost" => Self::Lost,
            _ => Self::Waiting,
        }
    }

    /// The word in the row, which keeps apart since when it fails.
    pub(super) const fn to_store(self) -> &'static str {
        match self {
            Self::Failing => Self::Verified.as_str(),
            state => state.as_str(),
        }
    }
}

/// What a look did not find.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainProblem {
    /// There is no TXT record under its name.
    NoTxt,
    /// There are some, and none has the token.
    OtherTxt,
    /// The host has no address.
    Nowhere,
    /// It has one that is not ours.
    Elsewhere,
    /// Somebody else proved it, and has not lost it.
    Taken,
    /// Name servers did not answer: nothing is known.
    NoAnswer,
}

impl DomainProblem {
    const ALL: [Self; 6] = [Self::NoTxt, Self::OtherTxt, Self::Nowhere, Self::Elsewhere, Self::Taken, Self::NoAnswer];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoTxt => "no_txt",
            Self::OtherTxt => "other_txt",
            Self::Nowhere => "nowhere",
            Self::Elsewhere => "elsewhere",
            Self::Taken => "taken",
            Self::NoAnswer => "no_answer",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == word)
    }
}

/// The host that somebody typed, as DNS knows it; else why it cannot be one. `ours` are those of the platform.
pub(super) fn read_host(text: &str, ours: &[String]) -> Result<String, &'static str> {
    let text = text.trim();
    let text = text.strip_suffix('.').unwrap_or(text);
    // Nothing of an address but its host; what the parser would decode or map away is refused as well.
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "/:@?#%[]\\_*".contains(letter);
    if text.is_empty() || text.len() > 1000 || text.chars().any(odd) {
        return Err("affiliate-domain-form");
    }
    let Ok(Host::Domain(host)) = Host::parse(text) else { return Err("affiliate-domain-form") };
    let is_label = |label: &str| {
        let edge = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let plain = label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        plain && label.len() <= 63 && edge(label.bytes().next()) && edge(label.bytes().last())
    };
    if host.len() > HOST_MAX || !host.split('.').all(is_label) || !is_public_name(&host) {
        return Err("affiliate-domain-form");
    }
    if is_under(ours, &host) {
        return Err("affiliate-domain-ours");
    }
    // Below a public suffix (publicsuffix.org) anybody has names: the suffix itself is nobody's.
    if psl::domain_str(&host).is_none() {
        return Err("affiliate-domain-suffix");
    }
    Ok(host)
}

/// The name of the TXT record.
pub(super) fn proof_name(host: &str) -> String {
    format!("{PROOF_LABEL}.{host}")
}

/// What it says.
pub(super) fn proof(token: &str) -> String {
    format!("{PROOF_START}{token}")
}

/// What name servers said to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer<T> {
    /// There are these.
    Found(Vec<T>),
    /// There is none (NXDOMAIN, or another type only).
    Nothing,
    /// They did not say: silence, a failure of theirs.
    Unknown,
}

/// All that was asked about a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heard {
    /// TXT at the name of the proof.
    pub(super) texts: Answer<String>,
    /// CNAME of the host, without the dot at its end.
    pub(super) aliases: Answer<String>,
    /// Its A and AAAA.
    pub(super) addresses: Answer<IpAddr>,
    /// Those of our host for links.
    pub(super) ours: Answer<IpAddr>,
}

/// What follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Proved,
    Refuted(DomainProblem),
    Unknown,
}

/// Whether the token is published and the host leads to us. What is certainly not there weighs more than what is not known.
pub(super) fn judge(heard: &Heard, token: &str, link_host: &str) -> Verdict {
    let expected = proof(token);
    let published = match &heard.texts {
        Answer::Found(texts) if texts.iter().any(|text| text.trim() == expected) => Verdict::Proved,
        Answer::Found(_) => Verdict::Refuted(DomainProblem::OtherTxt),
        Answer::Nothing => Verdict::Refuted(DomainProblem::NoTxt),
        Answer::Unknown => Verdict::Unknown,
    };
    match (published, leads_here(heard, link_host)) {
        (Verdict::Refuted(problem), _) | (_, Verdict::Refuted(problem)) => Verdict::Refuted(problem),
        (Verdict::Unknown, _) | (_, Verdict::Unknown) => Verdict::Unknown,
        (Verdict::Proved, Verdict::Proved) => Verdict::Proved,
    }
}

fn leads_here(heard: &Heard, link_host: &str) -> Verdict {
    if matches!(&heard.aliases, Answer::Found(names) if names.iter().any(|name| name.eq_ignore_ascii_case(link_host))) {
        return Verdict::Proved;
    }
    match (&heard.addresses, &heard.ours) {
        // Each of them: visitors take any.
        (Answer::Found(theirs), Answer::Found(ours)) if theirs.iter().all(|address| ours.contains(address)) => Verdict::Proved,
        (Answer::Found(_), Answer::Found(_)) => Verdict::Refuted(DomainProblem::Elsewhere),
        (Answer::Nothing, _) => Verdict::Refuted(DomainProblem::Nowhere),
        (Answer::Unknown, _) | (Answer::Found(_), Answer::Nothing | Answer::Unknown) => Verdict::Unknown,
    }
}

/// Where a domain stands when it is looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) state: DomainState,
    pub(super) failing_since: Option<Timestamp>,
    pub(super) created_at: Timestamp,
}

/// Where it stands after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Next {
    pub(super) state: DomainState,
    pub(super) failing_since: Option<Timestamp>,
    pub(super) problem: Option<DomainProblem>,
    /// When it is looked at again by itself; never, if nobody is waited for.
    pub(super) check_at: Option<Timestamp>,
}

/// What a look changes. What is not known changes nothing, and is asked again soon.
pub(super) fn next(now: &Standing, verdict: Verdict, at: Timestamp, lost_after: SignedDuration) -> Next {
    let problem = match verdict {
        Verdict::Proved => {
            return Next { state: DomainState::Verified, failing_since: None, problem: None, check_at: Some(at + DAILY) };
        }
        Verdict::Refuted(problem) => problem,
        Verdict::Unknown => DomainProblem::NoAnswer,
    };
    let same = Next { state: now.state, failing_since: now.failing_since, problem: Some(problem), check_at: None };
    match now.state {
        DomainState::Waiting => Next { check_at: wait(at.duration_since(now.created_at)).map(|pause| at + pause), ..same },
        DomainState::Lost => same,
        DomainState::Verified | DomainState::Failing if verdict == Verdict::Unknown => {
            Next { check_at: Some(at + SPREADING), ..same }
        }
        DomainState::Verified | DomainState::Failing => {
            let since = now.failing_since.unwrap_or(at);
            if at.duration_since(since) >= lost_after {
                return Next { state: DomainState::Lost, failing_since: None, ..same };
            }
            let check_at = (at + DAILY).min(since + lost_after);
            Next { state: DomainState::Failing, failing_since: Some(since), check_at: Some(check_at), ..same }
        }
    }
}

/// How long until the next look at what waits for this long.
fn wait(age: SignedDuration) -> Option<SignedDuration> {
    match age {
        age if age < SPREADING => Some(SETTING_UP),
        age if age < DAILY * 3 => Some(SPREADING),
        age if age < GIVEN_UP => Some(DAILY),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
