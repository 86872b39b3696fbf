//! The fields that both profiles have, and the head that says who sees the profile.

use affiliate::ProfileState;
use maud::{Markup, html};
use web_kit::{FormErrors, Translator, Visit, ui, ui::Icon};

use crate::parts::{
    places::{self, Ticks},
    states, words,
};

/// A name.
pub(super) fn name(label: String, value: &str, errors: &FormErrors) -> ui::Field {
    ui::Field::text("name", label).value(value).errors(errors).required().max_length(120)
}

/// What one says of oneself.
pub(super) fn about(t: Translator, hint: String, value: &str, errors: &FormErrors) -> ui::Field {
    ui::Field::textarea("about", t.get("sales-profile-about")).value(value).errors(errors).hint(hint).max_length(5000).rows(6)
}

/// Where one is.
pub(super) fn country(t: Translator, value: &str, errors: &FormErrors) -> ui::Select {
    ui::Select::new("country", t.get("sales-profile-country"), places::countries(t))
        .empty(t.get("sales-profile-choose"))
        .chosen(value)
        .errors(errors)
        .required()
}

/// By which words one is found.
pub(super) fn categories(t: Translator, all: &[String], chosen: &[String], errors: &FormErrors) -> Markup {
    let all = all.iter().map(|word| (word.clone(), words::category(t, word))).collect();
    let (label, hint) = (t.get("sales-profile-categories"), Some(t.get("sales-profile-categories-hint")));
    Ticks { name: "categories", label, hint, all, near: &[], more: String::new(), chosen }.show(errors)
}

/// Who sees a profile, where its page is, and where it is published and taken back.
pub(super) struct Head<'h> {
    pub(super) state: Option<ProfileState>,
    pub(super) reason: Option<&'h str>,
    /// Its public page, without language.
    pub(super) page: Option<String>,
    /// The form's path, without language.
    pub(super) path: &'h str,
    /// What comes next once it is shown: label and path.
    pub(super) next: (String, String),
    pub(super) title: String,
    pub(super) lead: String,
}

impl Head<'_> {
    /// Title, state, the next step.
    pub(super) fn show(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let header = ui::PageHeader::new(&self.title).text(html! { (self.lead) });
        let header = match self.state {
            Some(state) => {
                let (tone, word) = states::profile_state(t, state);
                header.state(ui::Badge::new(tone, word)).actions(self.actions(visit, state))
            }
            None => header,
        };
        html! { (header) @if let Some(state) = self.state { div class="mb-6" { (self.banner(visit, state)) } } }
    }

    fn actions(&self, visit: &Visit, state: ProfileState) -> Markup {
        let t = visit.t;
        let back = html! { (ui::Button::quiet(t.get("sales-profile-take-back"))) };
        html! {
            @if let Some(page) = &self.page { (ui::Button::secondary(t.get("sales-profile-page-see")).icon(Icon::Eye).href(visit.url(page))) }
            @if state == ProfileState::Listed {
                (ui::Form::post(visit, visit.url(&format!("{}/retirer", self.path)), back).inline())
            }
        }
    }

    fn banner(&self, visit: &Visit, state: ProfileState) -> Markup {
        let t = visit.t;
        let banner = match state {
            ProfileState::Draft => {
                let button = html! { (ui::Button::primary(t.get("sales-profile-publish"))) };
                let form = ui::Form::post(visit, visit.url(&format!("{}/publier", self.path)), button).inline();
                ui::Banner::new(ui::Tone::Info, t.get("sales-profile-draft-text")).action(form)
            }
            ProfileState::Listed => {
                let (label, path) = &self.next;
                ui::Banner::new(ui::Tone::Ok, t.get("sales-profile-listed-text"))
                    .action(ui::Button::secondary(label).href(visit.url(path)))
            }
            ProfileState::Suspended => {
                let reason = self.reason.unwrap_or_default();
                ui::Banner::new(ui::Tone::Bad, t.with("sales-profile-suspended-why", &[("reason", reason.into())]))
            }
        };
        html! { (banner) }
    }
}
