//! `GET /studio/projets/{id}`: one project being written, read, or funded; `POST` saves it. 200; 303 after saving; 422 with the form
//! as typed; 409 with it when the project changed meanwhile; 404 for everybody but its creator.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use contracts::{catalog::FilmId, crowdfunding::ProjectId};
use crowdfunding::{CrowdfundingError, ProjectState, ProjectView};
use kernel::{AppError as _, Currency, ErrorKind, PageRequest};
use maud::{Markup, html};
use web_kit::{Cache, CsrfForm, FormErrors, Shell, Visit, WebError, ui, ui::Icon};

use super::{PATH, fields, rows, typed::Typed};
use crate::{KarangouState, parts::names, projects::whole};

/// How many films a creator chooses from.
const FILMS: u16 = 100;

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let view = own(&visit, &state, id).await?;
    let typed = Typed::stored(&view, visit.t);
    let page = Page::load(&visit, &state, view, typed).await?;
    Ok(page.shell(&visit).body(&page.content(&visit, &FormErrors::none())))
}

pub(crate) async fn save(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(mut typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let view = own(&visit, &state, id).await?;
    typed.require_whole()?;
    match typed.step.as_str() {
        "line" => typed.add_line(),
        "tier" => typed.add_tier(),
        "preview" => {}
        _ => return store(&visit, &state, view, typed).await,
    }
    let page = Page::load(&visit, &state, view, typed).await?;
    Ok(page.shell(&visit).cache(Cache::NoStore).body(&page.content(&visit, &FormErrors::none())))
}

async fn store(visit: &Visit, state: &KarangouState, view: ProjectView, typed: Typed) -> Result<Response, WebError> {
    let (draft, mut errors) = typed.read(&view, visit.t)?;
    let mut page = Page::load(visit, state, view, typed).await?;
    if !page.knows(&draft.films) {
        return Err(WebError::new(ErrorKind::Invalid, "error-form-unreadable"));
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if errors.is_empty() {
        let version = page.typed.version.unwrap_or(page.view.version);
        match state.crowdfunding.edit_project(&visit.actor, page.view.id, version, &draft).await {
            Ok(()) => return Ok(visit.redirect(&super::path(page.view.id)).saying("project-saved").into_response()),
            Err(CrowdfundingError::Changed) => {
                // Saved again, it replaces what the other one wrote: the page says so.
                page.typed.version = Some(page.view.version);
                errors = FormErrors::general(visit.t.get("project-changed"));
                status = StatusCode::CONFLICT;
            }
            Err(error) => {
                status = if error.kind() == ErrorKind::Conflict { StatusCode::CONFLICT } else { status };
                errors = FormErrors::of(error, visit.t)?;
            }
        }
    }
    Ok(page.shell(visit).invalid().status(status).body(&page.content(visit, &errors)))
}

/// The project, for its creator only: the staff reads it elsewhere.
pub(super) async fn own(visit: &Visit, state: &KarangouState, id: ProjectId) -> Result<ProjectView, WebError> {
    let view = state.crowdfunding.project(&visit.actor, id).await?;
    if visit.actor.is(view.account_id) { Ok(view) } else { Err(WebError::not_found()) }
}

/// One project in the studio.
pub(super) struct Page {
    pub(super) view: ProjectView,
    pub(super) typed: Typed,
    /// What the typed budget adds up to; none when it cannot be read.
    pub(super) goal_minor: Option<i64>,
    /// What the creator may tick.
    pub(super) films: Vec<(FilmId, String)>,
    /// By which wallets a creator in that country is paid.
    wallets: Vec<payments::Rail>,
}

impl Page {
    async fn load(visit: &Visit, state: &KarangouState, view: ProjectView, typed: Typed) -> Result<Self, WebError> {
        let own = state.catalog.list_studio_films(&visit.actor, &PageRequest::new(Some(FILMS), None)).await?;
        let films = own.items.into_iter().map(|film| (film.page.card.id, film.page.card.title)).collect();
        let (draft, unreadable) = typed.read(&view, visit.t)?;
        let has_budget_error = unreadable.fields().any(|(field, _)| field.starts_with("line_"));
        let rails = state.payments.rails(&view.country, view.goal.currency);
        Ok(Self {
            view,
            typed,
            goal_minor: (!has_budget_error).then(|| draft.budget_minimum_minor()),
            films,
            wallets: rails.into_iter().filter(|rail| rail.is_wallet()).collect(),
        })
    }

    /// Whether all of these are films that the creator may name: their own, or those that are named already.
    fn knows(&self, films: &[FilmId]) -> bool {
        films.iter().all(|id| self.films.iter().any(|(own, _)| own == id) || self.view.films.contains(id))
    }

    pub(super) fn currency(&self) -> Currency {
        Currency::parse(&self.typed.currency).unwrap_or(self.view.goal.currency)
    }

    fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        Shell::new(visit, self.view.title.clone()).tool().script("islands/form-rows.ts")
    }

    fn content(&self, visit: &Visit, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let (tone, state) = names::project_state(t, self.view.state);
        html! {
            (ui::Breadcrumb::to(t, &self.view.title).step(t.get("project-studio-title"), visit.url(PATH)))
            (ui::PageHeader::new(&self.view.title).state(ui::Badge::new(tone, state)).actions(self.see(visit)))
            div class="grid gap-8 xl:grid-cols-[minmax(0,1fr)_22rem]" {
                div class="min-w-0" {
                    @match self.view.state {
                        ProjectState::Draft | ProjectState::Online => (self.form(visit, errors)),
                        _ => { (ui::FormSummary::new(t, errors)) (whole::show(visit, &self.view)) }
                    }
                }
                div class="grid content-start gap-8 max-xl:row-start-1" { (self.way(visit)) }
            }
        }
    }

    fn see(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        html! {
            (ui::Button::secondary(t.get("trailer-title")).icon(Icon::Play).href(visit.url(&super::trailer::path(self.view.id))))
            (ui::Button::secondary(t.get("documents-title")).icon(Icon::File).href(visit.url(&super::documents::path(self.view.id))))
            @if self.view.state.is_public() {
                (ui::Button::secondary(t.get("studio-voices-title")).icon(Icon::Message).href(visit.url(&super::updates_path(self.view.id))))
                (ui::Button::primary(t.get("dashboard-short")).icon(Icon::Gauge).href(visit.url(&format!("{}/tableau", super::path(self.view.id)))))
                (ui::Button::secondary(t.get("project-see")).icon(Icon::Eye).href(visit.url(&crate::projects::path(&self.view.slug))))
            }
        }
    }

    fn form(&self, visit: &Visit, errors: &FormErrors) -> Markup {
        let (t, typed) = (visit.t, &self.typed);
        let asks_terms = rows::asks_terms(self.view.state);
        let content = html! {
            // The first button is the one that Enter presses: it saves.
            button class="sr-only" type="submit" tabindex="-1" aria-hidden="true" { (t.get("project-save")) }
            (ui::FormSummary::new(t, errors))
            input type="hidden" name="version" value=(typed.version.unwrap_or(self.view.version));
            (fields::title(t, &typed.title, errors))
            (fields::pitch(t, &typed.pitch, errors))
            (fields::words(visit, self, errors))
            @if asks_terms {
                (fields::terms(t, typed, errors))
                (rows::budget(visit, self, errors))
            }
            (rows::tiers(visit, self, errors))
            (fields::films(t, self, errors))
            (ui::Button::primary(t.get("project-save")))
        };
        let form = ui::Form::post(visit, visit.url(&super::path(self.view.id)), content).stacked().attr("class", "max-w-3xl");
        html! {
            (form)
            @if !asks_terms {
                (ui::Section::new(t.get("project-frozen"), whole::terms(visit, &self.view)).text(t.get("project-frozen-hint")))
            }
        }
    }

    /// Where the project stands, what is missing, and the one next step.
    fn way(&self, visit: &Visit) -> Markup {
        let (t, view) = (visit.t, &self.view);
        let content = html! {
            @if let Some(note) = view.review_note.as_ref().filter(|_| view.state == ProjectState::Draft) {
                (ui::Banner::new(ui::Tone::Warn, html! { strong { (t.get("project-sent-back")) } p class="break-words whitespace-pre-line" { (note) } }))
            }
            p class="my-3" { (t.get(&format!("project-way-{}", view.state.as_str()))) }
            @if view.state == ProjectState::Draft { (self.missing(visit)) (self.paid_by(visit)) }
        };
        html! { (ui::Card::new(content).title(t.get("project-way"))) }
    }

    fn missing(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let stored = Typed::stored(&self.view, t).read(&self.view, t);
        let missing = stored.map(|(draft, _)| draft.missing()).unwrap_or_default();
        let action = visit.url(&format!("{}/soumettre", super::path(self.view.id)));
        let submit = ui::Button::primary(t.get("project-submit")).icon(Icon::Send).wide();
        html! {
            @if missing.is_empty() {
                p class="mb-3 flex items-center gap-2" { (Icon::CheckCircle) (t.get("project-complete")) }
                (ui::Form::post(visit, action, html! { (submit) }))
                p class="mt-2 text-sm text-muted" { (t.get("project-submit-hint")) }
            } @else {
                p { (t.get("project-missing")) }
                ul class="mb-3 list-disc pl-5" {
                    @for field in &missing { li { a class="link" href={ "#" (anchor(&field.field)) } { (missing_text(visit, field)) } } }
                }
            }
        }
    }

    fn paid_by(&self, visit: &Visit) -> Markup {
        let t = visit.t;
        let country = names::country(t, &self.view.country);
        let names: Vec<_> = self.wallets.iter().map(|rail| names::rail(t, *rail)).collect();
        html! {
            @if names.is_empty() {
                (ui::Banner::new(ui::Tone::Warn, t.with("project-paid-by-none", &[("country", country.into())])))
            } @else {
                p class="mt-4 text-sm text-muted" { (t.with("project-paid-by", &[("country", country.into()), ("names", names.join(", ").into())])) }
            }
        }
    }
}

fn missing_text(visit: &Visit, missing: &kernel::FieldError) -> String {
    match missing.field.as_ref() {
        field @ ("pitch" | "story" | "risks" | "budget" | "goal") => visit.t.get(&format!("project-missing-{field}")),
        _ => visit.t.field_error(missing),
    }
}

/// Where on the page a missing field is.
fn anchor(field: &str) -> String {
    match field {
        "budget" | "goal" => "budget".to_owned(),
        "tiers" => "contreparties".to_owned(),
        field => format!("f-{field}"),
    }
}
