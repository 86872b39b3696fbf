//! Words and pieces of conversations.

use maud::{Markup, html};
use messaging::{ConversationView, SubjectKind, filter::Kind};
use web_kit::{
    Brand, Cache, Shell, Translator, Visit,
    ui::{Badge, Tone},
};

/// A page of conversations, which nobody keeps. Those who talk here sell together.
pub(super) fn shell(visit: &Visit, title: impl Into<String>) -> Shell<'_> {
    Shell::new(visit, title).tool().brand(Brand::ShareYourSales).cache(Cache::NoStore)
}

/// How the other side is called.
pub(super) fn name(t: Translator, view: &ConversationView) -> String {
    if view.other_name.is_empty() { t.get("messages-gone") } else { view.other_name.clone() }
}

/// What a conversation is about.
pub(super) fn subject(t: Translator, view: &ConversationView) -> String {
    t.get(match view.subject.kind {
        SubjectKind::Partnership => "messages-subject-partnership",
        SubjectKind::Program => "messages-subject-program",
        SubjectKind::Order => "messages-subject-order",
    })
}

/// Whether the two can write to each other.
pub(super) fn state(t: Translator, view: &ConversationView) -> Markup {
    html! {
        @if view.closed { (Badge::new(Tone::Info, t.get("messages-state-closed"))) }
        @else if view.blocking { (Badge::new(Tone::Warn, t.get("messages-state-blocking"))) }
        @else if view.blocked { (Badge::new(Tone::Warn, t.get("messages-state-blocked"))) }
    }
}

/// What was masked, in words: "numéro de téléphone, adresse e-mail".
pub(super) fn masked(t: Translator, kinds: &[Kind]) -> String {
    let word = |kind: &Kind| {
        t.get(match kind {
            Kind::Phone => "messages-kind-phone",
            Kind::Email => "messages-kind-email",
            Kind::Iban => "messages-kind-iban",
            Kind::Rib => "messages-kind-rib",
            Kind::Handle => "messages-kind-handle",
        })
    };
    kinds.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// A text as it was written, line by line.
pub(super) fn text(text: &str) -> Markup {
    html! { @for (at, line) in text.lines().enumerate() { @if at > 0 { br; } (line) } }
}
