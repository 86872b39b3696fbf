//! Fields, choices and the form that comes back.

use kernel::{Currency, Money};
use maud::{Markup, html};

use crate::{
    form::FormErrors,
    ui::{Button, Checkbox, Choice, Combobox, Field, FieldSet, FileDrop, Form, FormSummary, RadioGroup, Section, Select, Switch},
    visit::Visit,
};

pub(super) fn show(visit: &Visit, errors: &FormErrors, title: &str) -> Markup {
    let t = visit.t;
    let fields = html! {
        (FormSummary::new(t, errors))
        (Field::text("title", t.get("gallery-field-title")).value(title).hint(t.get("gallery-hint")).errors(errors).max_length(120))
        (Field::email("email", t.get("gallery-field-email")).value("afi@example.tg"))
        (Field::password("password", t.get("gallery-field-password")).autocomplete("new-password"))
        (Field::textarea("summary", t.get("gallery-field-summary")).optional(t).rows(3))
        (Field::date("day", t.get("gallery-field-day")).value("2026-11-21"))
        (Field::money("budget", t.get("gallery-field-budget"), Currency::Xof)
            .amount(t, Money { amount_minor: 1_234_568, currency: Currency::Xof }))
        (Select::new("country", t.get("gallery-field-country"), vec![
            Choice::new("TG", "Togo"), Choice::new("BJ", t.get("country-bj")), Choice::new("MA", t.get("country-ma")),
        ]).chosen("BJ"))
        (Combobox::new("film", t.get("gallery-field-film"), "/_ui/options"))
    };
    let choices = html! {
        (Select::new("genres", t.get("gallery-field-genres"), ["drama", "comedy", "documentary", "tale"]
            .map(|key| Choice::new(key, t.get(&format!("gallery-genre-{key}")))).into()).multiple().chosen("tale"))
        (RadioGroup::new("visibility", t.get("gallery-field-visibility"), vec![
            Choice::new("public", t.get("gallery-public")).hint(t.get("gallery-public-hint")),
            Choice::new("private", t.get("gallery-private")),
        ]).chosen("public"))
        (Checkbox::new("terms", t.get("gallery-terms")).checked())
        (Checkbox::new("rights", t.get("gallery-rights")).errors(&FormErrors::none().and("rights", t.get("field-required"))))
        (Switch::new("notify", t.get("gallery-notify")).checked().hint(t.get("gallery-hint")))
        (Switch::new("digest", t.get("gallery-later")))
        (FileDrop::new(t, "poster", t.get("gallery-field-poster"), "image/jpeg,image/png").hint(t.get("gallery-drop-hint")))
    };
    let content = html! {
        div.two-columns {
            (FieldSet::new(t.get("gallery-fields"), fields))
            (FieldSet::new(t.get("gallery-choices"), choices))
        }
        div.actions { (Button::primary(t.get("gallery-save"))) (Button::secondary(t.get("gallery-later")).plain()) }
    };
    let form = Form::post(visit, visit.url("/_ui/form"), content).attr("novalidate", "");
    html! { (Section::new(t.get("gallery-forms"), html! { (form) })) }
}
