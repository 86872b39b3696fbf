//! The bell of the header: how many notices wait. Scripts keep it true while the page is open.

use maud::{Markup, html};
use serde::Serialize;

use crate::{Translator, ui::Icon, visit::Visit};

/// What stands on the bell; scripts of an open page are told the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BellState {
    /// How many notices wait; at most a hundred are counted.
    pub unread: i64,
    /// The number as it is shown; empty without any.
    pub shown: String,
    /// What the bell is called.
    pub label: String,
}

impl BellState {
    /// The bell of somebody for whom so many notices wait.
    pub fn new(t: Translator, unread: i64) -> Self {
        let shown = match unread {
            ..=0 => String::new(),
            1..=99 => unread.to_string(),
            _ => "99+".to_owned(),
        };
        Self { unread, shown, label: t.with("kit-bell", &[("n", unread.into())]) }
    }
}

/// Who saves data is told by asking now and then, not by a stream.
pub(super) fn show(visit: &Visit) -> Markup {
    let (Some(_signed_in), Some(unread)) = (&visit.account, visit.unread) else { return html! {} };
    let state = BellState::new(visit.t, unread);
    let stream = (!visit.lite).then(|| visit.url("/compte/notifications/direct"));
    html! {
        griot-bell data-stream=[stream] data-state=(visit.url("/compte/notifications/etat")) {
            a.bell href=(visit.url("/compte/notifications")) aria-label=(state.label) title=(state.label) {
                (Icon::Bell) span.bell-count aria-hidden="true" hidden[state.shown.is_empty()] { (state.shown) }
            }
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
        let document = Html::parse_fragment(&show(visit).into_string());
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
        assert_eq!(show(&visit(Locale::Fr, "/")).into_string(), "");
    }
}
