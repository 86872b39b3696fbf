//! What moderators see, and what they decide.

use contracts::{
    catalog::{CommentId, FilmId},
    identity::AccountId,
};
use jiff::Timestamp;
use serde::Serialize;

use crate::values::{ReportReason, words};

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum ReportSubject {
    /// A film.
    Film(FilmId),
    /// A comment.
    Comment(CommentId),
}

/// Reports a film or a comment to the moderators.
#[derive(Debug, Clone)]
pub struct Report {
    /// What.
    pub subject: ReportSubject,
    /// Why.
    pub reason: ReportReason,
    /// In the reporter's words, at most 500 characters.
    pub note: String,
}

words! {
    /// What a moderator does about reports.
    Decision {
        /// Hides the comment, or takes the film back to its author.
        Hide = "hide",
        /// Shows a hidden comment again.
        Restore = "restore",
        /// Nothing is wrong.
        Dismiss = "dismiss",
    }
}

/// Closes the open reports on a subject.
#[derive(Debug, Clone)]
pub struct Decide {
    /// What was reported.
    pub subject: ReportSubject,
    /// What to do.
    pub decision: Decision,
    /// Why, 1 to 500 characters: the author reads it, the audit trail keeps it.
    pub reason: String,
}

/// One line of the moderators' queue: a subject with its open reports.
#[derive(Debug, Clone, Serialize)]
pub struct ModerationItem {
    /// What was reported.
    pub subject: ReportSubject,
    /// The film, or the film under which the comment stands.
    pub film_id: FilmId,
    /// Its slug.
    pub film_slug: String,
    /// Its title.
    pub film_title: String,
    /// The text of the comment; empty for a film.
    pub text: String,
    /// Who wrote the comment or owns the film.
    pub author_id: AccountId,
    /// How they are called.
    pub author_name: String,
    /// Whether the comment is hidden already.
    pub hidden: bool,
    /// The open reports, oldest first; at most 20.
    pub reports: Vec<ReportView>,
    /// How many open reports there are.
    pub report_count: i64,
    /// When the first of them came.
    pub first_reported_at: Timestamp,
}

/// One report.
#[derive(Debug, Clone, Serialize)]
pub struct ReportView {
    /// Why.
    pub reason: ReportReason,
    /// In the reporter's words; may be empty.
    pub note: String,
    /// Who reported.
    pub reporter_name: String,
    /// When.
    pub created_at: Timestamp,
}
