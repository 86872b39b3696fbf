//! `GET /studio`: the films of the account with their states; `GET|POST /studio/films/nouveau`: a new one. 200; 303 to the
//! film; 422 with the form; 403 for accounts that do not publish.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use catalog::{CreateFilm, StudioFilm};
use contracts::identity::OrganisationId;
use identity::OrganisationCard;
use kernel::{ErrorKind, Page, Permission};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, ui, ui::Choice, ui::Icon};

use crate::{
    KarangouState,
    parts::{
        facts, names,
        next::{self, After},
        picture,
    },
};

const PATH: &str = "/studio";
const ROWS: u16 = 24;

pub(crate) async fn list(
    visit: Visit,
    State(state): State<KarangouState>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    visit.actor.require(Permission::FilmPublish)?;
    let films = state.catalog.list_studio_films(&visit.actor, &after.page(ROWS)).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(rows(&visit, &films).into_response());
    }
    Ok(Shell::new(&visit, visit.t.get("studio-title")).tool().body(&content(&visit, &films)))
}

fn content(visit: &Visit, films: &Page<StudioFilm>) -> Markup {
    let t = visit.t;
    let new = || ui::Button::primary(t.get("studio-new")).icon(Icon::Add).href(visit.url("/studio/films/nouveau"));
    html! {
        @if films.items.is_empty() {
            (ui::PageHeader::new(t.get("studio-title")))
            (ui::EmptyState::new(Icon::Video, t.get("studio-empty-title")).text(t.get("studio-empty-text")).action(new()))
        } @else {
            (ui::PageHeader::new(t.get("studio-title")).actions(new()))
            div class="grid gap-2" { (rows(visit, films)) }
        }
    }
}

fn rows(visit: &Visit, films: &Page<StudioFilm>) -> Markup {
    let more = next::url(visit, PATH, &[], films.next.as_ref());
    html! {
        @for film in &films.items { (row(visit, film)) }
        (ui::Pagination::new(visit.t, more).appending_to("#films"))
    }
}

fn row(visit: &Visit, film: &StudioFilm) -> Markup {
    let (t, card) = (visit.t, &film.page.card);
    let (tone, state) = names::state(t, film.page.state);
    html! {
        article class="flex items-center gap-4 rounded-[10px] border border-line bg-surface p-3" {
            div class="w-12 shrink-0" aria-hidden="true" { (picture::poster(visit, card)) }
            div class="min-w-0 grow" {
                h2 class="text-base font-semibold" { a class="link" href=(visit.url(&super::path(card.id))) { (card.title) } }
                p class="text-sm text-muted" {
                    @if let Some(length) = facts::length(card.duration_ms) { (length) " · " }
                    (t.with("film-views", &[("n", film.page.view_count.into())])) " · "
                    (t.with("studio-changed", &[])) " " (ui::When::relative(visit.locale, film.page.updated_at))
                }
            }
            (ui::Badge::new(tone, state))
        }
    }
}

pub(crate) async fn ask(visit: Visit, State(state): State<KarangouState>) -> Result<Response, WebError> {
    visit.require_account()?;
    visit.actor.require(Permission::FilmPublish)?;
    let organisations = state.identity.list_organisations(&visit.actor).await?;
    Ok(form_page(&visit, &New::default(), &organisations, &FormErrors::none()))
}

/// A new film: its title, and whose it is.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct New {
    #[serde(default)]
    title: String,
    /// Empty when it is the account's alone.
    #[serde(default)]
    organisation_id: String,
}

impl New {
    /// What is no id comes from no form of ours.
    fn organisation(&self) -> Result<Option<OrganisationId>, WebError> {
        if self.organisation_id.is_empty() {
            return Ok(None);
        }
        self.organisation_id.parse().map(Some).map_err(|_no_id| WebError::new(ErrorKind::Invalid, "error-form-unreadable"))
    }
}

pub(crate) async fn create(
    visit: Visit,
    State(state): State<KarangouState>,
    CsrfForm(new): CsrfForm<New>,
) -> Result<Response, WebError> {
    let cmd = CreateFilm { title: new.title.clone(), organisation_id: new.organisation()? };
    match state.catalog.create_film(&visit.actor, cmd).await {
        Ok(film) => Ok(visit.redirect(&super::path(film.page.card.id)).saying("studio-created").into_response()),
        Err(error) => {
            let errors = FormErrors::of(error, visit.t)?;
            let organisations = state.identity.list_organisations(&visit.actor).await?;
            Ok(form_page(&visit, &new, &organisations, &errors))
        }
    }
}

fn form_page(visit: &Visit, new: &New, organisations: &[OrganisationCard], errors: &FormErrors) -> Response {
    let t = visit.t;
    let fields = html! {
        (ui::FormSummary::new(t, errors))
        (ui::Field::text("title", t.get("studio-field-title")).value(&new.title).errors(errors).required().max_length(200).attr("autofocus", ""))
        @if !organisations.is_empty() { (organisation_field(visit, new, organisations, errors)) }
        (ui::Button::primary(t.get("studio-create")))
    };
    let content = html! {
        (ui::Breadcrumb::to(t, t.get("studio-new")).step(t.get("studio-title"), visit.url(PATH)))
        (ui::PageHeader::new(t.get("studio-new")).text(html! { (t.get("studio-new-lead")) }))
        (ui::Form::post(visit, visit.url("/studio/films/nouveau"), fields).stacked())
    };
    let shell = Shell::new(visit, t.get("studio-new")).tool();
    if errors.is_empty() { shell.body(&content) } else { shell.invalid().body(&content) }
}

/// Whose film it is, for people of a production company.
fn organisation_field(visit: &Visit, new: &New, organisations: &[OrganisationCard], errors: &FormErrors) -> Markup {
    let t = visit.t;
    let choices = organisations.iter().map(|organisation| Choice::new(organisation.id.to_string(), &organisation.name)).collect();
    let field = ui::Select::new("organisation_id", t.get("studio-field-organisation"), choices)
        .empty(t.get("studio-field-organisation-none"))
        .hint(t.get("studio-field-organisation-hint"))
        .chosen(&new.organisation_id)
        .errors(errors);
    html! { (field) }
}
