//! `POST /studio/films/{id}`: what the author tells of a film. 303 to the film; 422 with the form as typed; 409 with it when
//! somebody else saved in between.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use catalog::{AgeRating, EditFilm, FilmInput, FilterOptions, StudioFilm};
use contracts::catalog::FilmId;
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Translator, Visit, WebError, ui, ui::Choice};

use super::one;
use crate::{KarangouState, parts::names};

/// The form as sent.
#[derive(Debug, Deserialize)]
pub(crate) struct Typed {
    version: Option<i32>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    original_title: String,
    #[serde(default)]
    synopsis_fr: String,
    #[serde(default)]
    synopsis_en: String,
    year: Option<i16>,
    #[serde(default)]
    genres: Vec<String>,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    spoken_languages: Vec<String>,
    #[serde(default)]
    subtitle_languages: Vec<String>,
    #[serde(default)]
    age_rating: String,
}

impl Typed {
    fn into_input(self) -> FilmInput {
        let given = |values: Vec<String>| values.into_iter().filter(|value| !value.is_empty()).collect();
        FilmInput {
            title: self.title,
            original_title: self.original_title,
            synopsis_fr: self.synopsis_fr,
            synopsis_en: self.synopsis_en,
            year: self.year,
            genres: given(self.genres),
            countries: given(self.countries),
            spoken_languages: given(self.spoken_languages),
            subtitle_languages: given(self.subtitle_languages),
            age_rating: self.age_rating,
        }
    }
}

pub(crate) async fn save(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let version = typed.version;
    let details = typed.into_input();
    match state.catalog.edit_film(&visit.actor, EditFilm { film_id, version, details: details.clone() }).await {
        Ok(film) => Ok(visit.redirect(&super::path(film.page.card.id)).saying("studio-saved").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let film = state.catalog.get_studio_film(&visit.actor, film_id).await?;
            one::page(&visit, &state, film, Some((details, errors))).await
        }
    }
}

fn stored(film: &StudioFilm) -> FilmInput {
    let (page, card) = (&film.page, &film.page.card);
    FilmInput {
        title: card.title.clone(),
        original_title: card.original_title.clone(),
        synopsis_fr: page.synopsis_fr.clone(),
        synopsis_en: page.synopsis_en.clone(),
        year: card.year,
        genres: card.genres.clone(),
        countries: card.countries.clone(),
        spoken_languages: card.spoken_languages.clone(),
        subtitle_languages: card.subtitle_languages.clone(),
        age_rating: card.age_rating.as_str().to_owned(),
    }
}

/// The form, as stored or as typed.
pub(super) fn section(
    visit: &Visit,
    film: &StudioFilm,
    options: &FilterOptions,
    again: Option<&(FilmInput, FormErrors)>,
) -> Markup {
    let t = visit.t;
    let (input, errors) = again.cloned().unwrap_or_else(|| (stored(film), FormErrors::none()));
    let fields = html! {
        (ui::FormSummary::new(t, &errors))
        input type="hidden" name="version" value=(film.page.version);
        (ui::Field::text("title", t.get("studio-field-title")).value(&input.title).errors(&errors).required().max_length(200))
        (ui::Field::text("original_title", t.get("studio-field-original-title")).value(&input.original_title).errors(&errors)
            .hint(t.get("studio-field-original-title-hint")).optional(t).max_length(200))
        (ui::Field::textarea("synopsis_fr", t.get("studio-field-synopsis-fr")).value(&input.synopsis_fr).errors(&errors).max_length(4000).rows(5).attr("lang", "fr"))
        (ui::Field::textarea("synopsis_en", t.get("studio-field-synopsis-en")).value(&input.synopsis_en).errors(&errors).max_length(4000).rows(5).attr("lang", "en"))
        div class="grid gap-4 sm:grid-cols-2" {
            (ui::Field::number("year", t.get("studio-field-year")).value(input.year.map_or_else(String::new, |year| year.to_string()))
                .errors(&errors).attr("min", "1888").attr("max", "2100"))
            (ui::Select::new("age_rating", t.get("studio-field-age"), ages(t)).chosen(&input.age_rating).errors(&errors))
        }
        (several("genres", t.get("studio-field-genres"), genres(t, options), &input.genres, &errors))
        (folded(t.get("studio-field-countries"), several("countries", t.get("studio-field-countries"), choices(names::all_countries(t)), &input.countries, &errors), &input.countries))
        (folded(t.get("studio-field-spoken"), several("spoken_languages", t.get("studio-field-spoken"), choices(names::all_languages(t)), &input.spoken_languages, &errors), &input.spoken_languages))
        (folded(t.get("studio-field-subtitles"), several("subtitle_languages", t.get("studio-field-subtitles"), choices(names::all_languages(t)), &input.subtitle_languages, &errors), &input.subtitle_languages))
        (ui::Button::primary(t.get("studio-save")))
    };
    let form = ui::Form::post(visit, visit.url(&super::path(film.page.card.id)), fields).stacked();
    html! { (ui::Section::new(t.get("studio-details"), html! { (form) }).id("details")) }
}

fn several(name: &'static str, label: String, choices: Vec<Choice>, chosen: &[String], errors: &FormErrors) -> Markup {
    let select = ui::Select::new(name, label, choices).multiple().errors(errors);
    html! { (chosen.iter().fold(select, ui::Select::chosen)) }
}

/// A long list of boxes, open only while nothing is chosen from it yet.
fn folded(label: String, content: Markup, chosen: &[String]) -> Markup {
    html! {
        details class="rounded-[10px] border border-line" {
            summary class="flex min-h-11 cursor-pointer items-center gap-2 px-3 font-semibold" {
                (label) @if !chosen.is_empty() { span class="font-normal text-muted" { "(" (chosen.len()) ")" } }
            }
            div class="max-h-80 overflow-y-auto border-t border-line p-3" { (content) }
        }
    }
}

fn genres(t: Translator, options: &FilterOptions) -> Vec<Choice> {
    options.genres.iter().map(|genre| Choice::new(&genre.code, genre.name(t.locale()))).collect()
}

fn choices(named: Vec<(String, String)>) -> Vec<Choice> {
    named.into_iter().map(|(value, name)| Choice::new(value, name)).collect()
}

fn ages(t: Translator) -> Vec<Choice> {
    AgeRating::ALL.iter().map(|age| Choice::new(age.as_str(), t.get(&format!("film-age-{}", age.as_str())))).collect()
}
