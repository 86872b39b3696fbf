//! The bell of the header and the envelope beside it: how many notices and messages wait. Scripts keep them true while the page is open.

use maud::{Markup, html};
use serde::Serialize;

use crate::{Translator, preferences::Brand, ui::Icon, visit::Visit};

/// What stands on the bell, or on the envelope; scripts of an open page are told the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BellState {
    /// How many wait; at most a hundred are counted.
    pub unread: i64,
    /// The number as it is shown; empty without any.
    pub shown: String,
    /// What it is called.
    pub label: String,
}

impl BellState {
    /// The bell of somebody for whom so many notices wait.
    pub fn new(t: Translator, unread: i64) -> Self {
        Self::called(t, "kit-bell", unread)
    }

    /// The envelope of somebody for whom so many messages wait.
    pub fn of_messages(t: Translator, unread: i64) -> Self {
        Self::called(t, "kit-messages", unread)
    }

    fn called(t: Translator, key: &str, unread: i64) -> Self {
        let shown = match unread {
            ..=0 => String::new(),
            1..=99 => unread.to_string(),
            _ => "99+".to_owned(),
        };
        Self { unread, shown, label: t.with(key, &[("n", unread.into())]) }
    }
}

/// Who saves data is told by asking now and then, not by a stream. The envelope is there where people sell together, and elsewhere once a
/// message waits.
pub(super) fn show(visit: &Visit, brand: Brand) -> Markup {
    let (Some(_signed_in), Some(unread)) = (&visit.account, visit.unread) else { return html! {} };
    let state = BellState::new(visit.t, unread);
    let stream = (!visit.lite).then(|| visit.url("/compte/notifications/direct"));
    html! {
        griot-bell data-stream=[stream] data-state=(visit.url("/compte/notifications/etat")) {
            @if let Some(unread) = visit.unread_messages { (envelope(visit, brand, unread)) }
            a.bell data-bell="notices" href=(visit.url("/compte/notifications")) aria-label=(state.label) title=(state.label) {
                (Icon::Bell) span.bell-count aria-hidden="true" hidden[state.shown.is_empty()] { (state.shown) }
            }
        }
    }
}

fn envelope(visit: &Visit, brand: Brand, unread: i64) -> Markup {
    let state = BellState::of_messages(visit.t, unread);
    let is_there = unread > 0 || brand == Brand::ShareYourSales || visit.path.starts_with("/messages");
    html! {
        a.bell data-bell="messages" href=(visit.url("/messages")) aria-label=(state.label) title=(state.label) hidden[!is_there] {
            (Icon::Message) span.bell-count aria-hidden="true" hidden[state.shown.is_empty()] { (state.shown) }
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Locale, Role};
    use scraper::{Html, Selector};

    use super::*;
    use crate::samples::{member, visit};

    fn attribute(visit: &Visit, selector: &str, name: &str) -> Option<String> {
        let document = Html::parse_fragment(&show(visit, Brand::Karangou).into_string());
        document.select(&Selector::parse(selector).unwrap()).next()?.attr(name).map(str::to_owned)
    }

    #[test]
    fn the_bell_says_how_many_notices_wait_in_words_too() {
        for (unread, shown, label) in
            [(0, "", "aucune"), (1, "1", "1 notification non lue"), (100, "99+", "100 notifications non lues")]
        {
            let state = BellState::new(Translator::new(Locale::Fr), unread);
            assert_eq!(state.shown, shown);
            assert!(state.label.contains(label), "{}", state.label);
        }
        assert!(BellState::new(Translator::new(Locale::En), 2).label.contains("2 unread"));
    }

    #[test]
    fn who_saves_data_has_no_stream_and_strangers_have_no_bell() {
        let mut visit_of_one = Visit { unread: Some(3), ..member(Role::Viewer, "/films") };
        assert_eq!(attribute(&visit_of_one, "griot-bell", "data-stream").as_deref(), Some("/compte/notifications/direct"));
        assert_eq!(attribute(&visit_of_one, ".bell-count", "hidden"), None);
        visit_of_one.lite = true;
        assert_eq!(attribute(&visit_of_one, "griot-bell", "data-stream"), None);
        assert_eq!(attribute(&visit_of_one, "griot-bell", "data-state").as_deref(), Some("/compte/notifications/etat"));
        assert_eq!(show(&visit(Locale::Fr, "/"), Brand::Karangou).into_string(), "");
    }

    #[test]
    fn the_envelope_is_there_once_a_message_waits_and_where_people_sell() {
        let hidden = |unread, path| {
            let visit = Visit { unread: Some(0), unread_messages: Some(unread), ..member(Role::Viewer, path) };
            attribute(&visit, "[data-bell=messages]", "hidden").is_some()
        };
        assert!(hidden(0, "/films") && !hidden(1, "/films") && !hidden(0, "/messages/1"));
        let visit = Visit { unread: Some(0), unread_messages: Some(0), ..member(Role::Viewer, "/marche") };
        assert!(!show(&visit, Brand::ShareYourSales).into_string().contains("hidden title"));
        assert_eq!(attribute(&visit, "[data-bell=messages]", "href").as_deref(), Some("/messages"));
        assert_eq!(BellState::of_messages(Translator::new(Locale::Fr), 2).label, "Messages, 2 non lus");
    }
}
