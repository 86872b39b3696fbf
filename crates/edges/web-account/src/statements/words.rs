//! The words of accounts and lines.

use flows::{AccountRef, Held, HeldAccount, Line};
use web_kit::Translator;

/// The name of an account.
pub(super) fn name(t: Translator, held: &HeldAccount) -> String {
    match (&held.project, held.account.held) {
        (Some(title), _) => t.with("statement-escrow-of", &[("title", title.into())]),
        (None, Held::Earnings) => t.get("statement-earnings"),
        (None, Held::Escrow) => t.get("statement-escrow"),
        (None, Held::Float) => t.get("statement-float"),
    }
}

/// What its balance means.
pub(super) fn meaning(t: Translator, held: Held) -> String {
    t.get(match held {
        Held::Earnings => "statement-earnings-text",
        Held::Escrow => "statement-escrow-text",
        Held::Float => "statement-float-text",
    })
}

/// Its page, without language.
pub(super) fn path(account: AccountRef) -> String {
    format!("{}/{}/{}/{}", super::PATH, account.held.as_str(), account.owner, account.currency.code())
}

/// Why a line is there. A kind that has no words of its own yet is told as the ledger's word.
pub(super) fn why(t: Translator, line: &Line) -> String {
    let key = match &*line.kind {
        "payment-received" => "statement-payment-received",
        "payment-late" => "statement-payment-late",
        "payment-returned" => "statement-payment-returned",
        "payment-reserved" => "statement-payment-reserved",
        "payment-sent" => "statement-payment-sent",
        "payment-not-sent" => "statement-payment-not-sent",
        "pledge-taken-back" => "statement-pledge-taken-back",
        "project-succeeded" => "statement-project-succeeded",
        "project-failed" => "statement-project-failed",
        "agent-deposited" => "statement-agent-deposited",
        other => return other.to_owned(),
    };
    t.get(key)
}
