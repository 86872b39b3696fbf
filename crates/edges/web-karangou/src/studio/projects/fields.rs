//! The fields of a project, one function each: the form of a new one and that of a draft share them.

use crowdfunding::FundingMode;
use kernel::Currency;
use maud::{Markup, html};
use web_kit::{FormErrors, Translator, Visit, ui, ui::Choice, ui::Icon};

use super::typed::Typed;
use crate::{parts::names, studio::projects::one::Page};

pub(super) fn title(t: Translator, value: &str, errors: &FormErrors) -> ui::Field {
    ui::Field::text("title", t.get("project-field-title")).value(value).errors(errors).required().max_length(120)
}

pub(super) fn pitch(t: Translator, value: &str, errors: &FormErrors) -> ui::Field {
    let hint = t.get("project-field-pitch-hint");
    ui::Field::textarea("pitch", t.get("project-field-pitch")).value(value).errors(errors).hint(hint).max_length(200).rows(2)
}

pub(super) fn country(t: Translator, value: &str, errors: &FormErrors) -> ui::Select {
    let choices = names::all_countries(t).into_iter().map(|(code, name)| Choice::new(code, name)).collect();
    ui::Select::new("country", t.get("project-field-country"), choices)
        .chosen(value)
        .errors(errors)
        .hint(t.get("project-field-country-hint"))
}

pub(super) fn currency(t: Translator, value: &str, errors: &FormErrors) -> ui::Select {
    let name = |currency: Currency| t.get(&format!("project-currency-{}", currency.code().to_ascii_lowercase()));
    let choices = Currency::ALL.into_iter().map(|currency| Choice::new(currency.code(), name(currency))).collect();
    ui::Select::new("currency", t.get("project-field-currency"), choices)
        .chosen(value)
        .errors(errors)
        .hint(t.get("project-field-currency-hint"))
}

/// What backers decide by: asked of a draft only.
pub(super) fn terms(t: Translator, typed: &Typed, errors: &FormErrors) -> Markup {
    let choice = |mode: FundingMode| {
        Choice::new(mode.as_str(), names::funding_mode(t, mode)).hint(t.get(&format!("project-mode-{}-hint", mode.as_str())))
    };
    let modes = FundingMode::ALL.into_iter().map(choice).collect();
    html! {
        div class="grid gap-4 sm:grid-cols-2" {
            (country(t, &typed.country, errors))
            (currency(t, &typed.currency, errors))
        }
        (ui::RadioGroup::new("mode", t.get("project-field-mode"), modes).chosen(&typed.mode).errors(errors))
        (ui::Field::number("days", t.get("project-field-days")).value(&typed.days).errors(errors)
            .hint(t.get("project-field-days-hint")).attr("min", "1").attr("max", "60"))
    }
}

/// Story and risks; the story as it will be read, when that was asked for.
pub(super) fn words(visit: &Visit, page: &Page, errors: &FormErrors) -> Markup {
    let (t, typed) = (visit.t, &page.typed);
    let preview = ui::Button::secondary(t.get("project-preview"))
        .small()
        .icon(Icon::Eye)
        .value("do", "preview")
        .attr("formaction", format!("{}#apercu", visit.url(&super::path(page.view.id))))
        .attr("formnovalidate", "");
    html! {
        (ui::Field::textarea("story", t.get("project-field-story")).value(&typed.story).errors(errors)
            .hint(t.get("project-field-story-hint")).max_length(40_000).rows(12))
        p { (preview) }
        @if typed.step == "preview" {
            section id="apercu" class="rounded-[10px] border border-line bg-surface p-4" tabindex="-1" data-autofocus aria-labelledby="apercu-title" {
                h3 id="apercu-title" class="mb-3 text-sm font-semibold text-muted" { (t.get("project-preview-title")) }
                @if typed.story.trim().is_empty() { p { (t.get("project-preview-empty")) } } @else { (ui::Prose::markdown(&typed.story)) }
            }
        }
        (ui::Field::textarea("risks", t.get("project-field-risks")).value(&typed.risks).errors(errors)
            .hint(t.get("project-field-risks-hint")).max_length(5000).rows(5))
    }
}

/// The films of the creator, to tick.
pub(super) fn films(t: Translator, page: &Page, errors: &FormErrors) -> Markup {
    let choices = page.films.iter().map(|(id, title)| Choice::new(id.to_string(), title)).collect();
    let select = ui::Select::new("films", t.get("project-field-films"), choices)
        .multiple()
        .hint(t.get("project-field-films-hint"))
        .errors(errors);
    html! {
        @if !page.films.is_empty() {
            (page.typed.films.iter().fold(select, |select, id| select.chosen(id.to_string())))
        }
    }
}
