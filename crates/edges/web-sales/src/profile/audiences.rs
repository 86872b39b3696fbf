//! The rows of audiences: where somebody is followed. One more row comes from the server, with what was typed, or from a script at once.

use affiliate::{Audience, InfluencerView, Network};
use maud::{Markup, html};
use web_kit::{FormErrors, Translator, Visit, format, ui};

use crate::parts::{
    form::{self, Cell},
    states,
};

/// The most rows that are read: more than a profile may have, so that it is the profile's rule that refuses them.
const ROWS_MAX: usize = 30;

/// The audiences as typed, column by column.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    pub(super) networks: Vec<String>,
    pub(super) handles: Vec<String>,
    pub(super) followers: Vec<String>,
}

/// What was typed as audiences, what of it cannot be read, and in which row each stands.
pub(super) struct Read {
    pub(super) audiences: Vec<Audience>,
    pub(super) errors: FormErrors,
    pub(super) rows: Vec<usize>,
}

impl Typed {
    /// What is stored, as somebody would type it.
    pub(super) fn stored(view: &InfluencerView, t: Translator) -> Self {
        let mut typed = Self::default();
        for audience in &view.audiences {
            typed.networks.push(audience.network.as_str().to_owned());
            typed.handles.push(audience.handle.clone());
            typed.followers.push(format::number(t.locale(), i64::from(audience.followers)));
        }
        typed
    }

    fn rows(&self) -> impl Iterator<Item = [&str; 3]> {
        let columns = self.handles.iter().zip(&self.followers);
        let rows = self.networks.iter().zip(columns);
        rows.take(ROWS_MAX).map(|(network, (handle, followers))| [network.as_str(), handle.as_str(), followers.as_str()])
    }

    /// One more empty row.
    pub(super) fn add(&mut self) {
        for column in [&mut self.networks, &mut self.handles, &mut self.followers] {
            column.push(String::new());
        }
    }

    /// Rows without handle and number say nothing, whatever network is chosen.
    pub(super) fn read(&self, t: Translator) -> Read {
        let mut read = Read { audiences: Vec::new(), errors: FormErrors::none(), rows: Vec::new() };
        for (at, [network, handle, followers]) in self.rows().enumerate() {
            if handle.trim().is_empty() && followers.trim().is_empty() {
                continue;
            }
            let mut wrong = |part: &str, code: &str| {
                read.errors = std::mem::take(&mut read.errors).and(&format!("audience_{part}-{at}"), t.get(code));
            };
            let known = Network::parse(network);
            if known.is_none() {
                wrong("network", "field-required");
            }
            let count = number(followers);
            if count.is_none() {
                wrong("followers", "sales-profile-followers-number");
            }
            if let (Some(network), Some(followers)) = (known, count) {
                read.audiences.push(Audience { network, handle: handle.to_owned(), followers });
                read.rows.push(at);
            }
        }
        read
    }

    /// The rows, with an empty one to begin with.
    pub(super) fn show(&self, visit: &Visit, action: &str, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let mut rows: Vec<_> = self.rows().collect();
        if rows.is_empty() {
            rows.push(Default::default());
        }
        let content = html! {
            p class="hint" { (t.get("sales-profile-audiences-hint")) }
            (form::error_on("audiences", errors))
            griot-form-rows class="grid gap-4" {
                @for (at, row) in rows.iter().enumerate() { (self::row(visit, at, *row, errors)) }
                (form::one_more(&format!("{action}#f-audiences"), "audience", t.get("sales-profile-audience-add")))
            }
        };
        html! { div id="f-audiences" { (ui::FieldSet::new(t.get("sales-profile-audiences"), content)) } }
    }
}

fn row(visit: &Visit, at: usize, [network, handle, followers]: [&str; 3], errors: &FormErrors) -> Markup {
    let t = visit.t;
    let key = format!("audience_network-{at}");
    let cell = |name, label: &str, value, mode, max_length| Cell { name, at, label: t.get(label), value, mode, max_length };
    html! {
        div class="grid items-start gap-3 border-b border-line pb-4 sm:grid-cols-3" data-row {
            div class="field" {
                label for={ "f-" (key) } { (t.get("sales-profile-network")) }
                select class="input select" id={ "f-" (key) } name="audience_network" aria-invalid=[errors.on(&key).map(|_| "true")] {
                    option value="" { (t.get("sales-profile-choose")) }
                    @for known in Network::ALL { option value=(known.as_str()) selected[known.as_str() == network] { (states::network(t, known)) } }
                }
                (form::error_on(&key, errors))
            }
            (cell("audience_handle", "sales-profile-handle", handle, "text", 200).show(errors))
            (cell("audience_followers", "sales-profile-followers", followers, "numeric", 20).show(errors))
        }
    }
}

/// A whole number as people write it: `12 000`, `12,000`.
fn number(text: &str) -> Option<i32> {
    let plain: String = text.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, ',' | '.')).collect();
    plain.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        for text in ["12000", "12 000", "12\u{202F}000", "12,000"] {
            assert_eq!(number(text), Some(12_000), "{text}");
        }
        for text in ["", "12k", "beaucoup", "99999999999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
