//! `GET /studio/projets/{id}/nouvelles`: what a creator told, and what waits for an answer; `POST` tells something, or shows how it will
//! be read; `POST …/{update}/supprimer` takes it away. 200; 303; 409 before the project is online; 422 and 429 with the form; 404 for
//! everybody but its creator.

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::{ProjectId, UpdateId};
use crowdfunding::{Audience, PostUpdate, ProjectView, UpdateView, WaitingQuestions};
use kernel::{AppError as _, ErrorKind, Page};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{Cache, CsrfForm, FormErrors, Shell, Visit, WebError, ui, ui::Choice, ui::Icon};

use super::{PATH, one::own, updates_path};
use crate::{
    KarangouState,
    film::watch::Nothing,
    parts::next::{self, After},
    projects::{questions, updates},
};

const ROWS: u16 = 20;

/// An update as typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    title: String,
    text: String,
    audience: String,
    /// Which button was pressed; empty for the one that tells.
    #[serde(rename = "do")]
    step: String,
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let page = Told::load(&visit, &state, id, &after).await?;
    if visit.htmx && after.after.is_some() {
        return Ok(page.rows(&visit).into_response());
    }
    Ok(page.shell(&visit).body(&page.content(&visit, &Typed::default(), &FormErrors::none())))
}

pub(crate) async fn post(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let page = Told::load(&visit, &state, id, &After::default()).await?;
    if typed.step == "preview" {
        return Ok(page.shell(&visit).cache(Cache::NoStore).body(&page.content(&visit, &typed, &FormErrors::none())));
    }
    let audience = Audience::parse(&typed.audience).ok_or_else(|| WebError::new(ErrorKind::Invalid, "error-form-unreadable"))?;
    let command = PostUpdate { project_id: id, audience, title: typed.title.clone(), text: typed.text.clone() };
    match state.crowdfunding.post_update(&visit.actor, &command).await {
        Ok(_told) => Ok(visit.redirect(&updates_path(id)).saying("studio-update-told").into_response()),
        Err(error) => {
            let status = match error.kind() {
                ErrorKind::Conflict => StatusCode::CONFLICT,
                ErrorKind::RateLimited => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let errors = FormErrors::of(error, visit.t)?;
            Ok(page.shell(&visit).invalid().status(status).body(&page.content(&visit, &typed, &errors)))
        }
    }
}

pub(crate) async fn delete(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((id, update_id)): Path<(ProjectId, UpdateId)>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.crowdfunding.delete_update(&visit.actor, update_id).await?;
    Ok(visit.redirect(&updates_path(id)).saying("studio-update-deleted").into_response())
}

/// That questions wait, and the way to them; nothing when none does.
pub(super) fn waiting(visit: &Visit, id: ProjectId, questions: &WaitingQuestions) -> Markup {
    let href = format!("{}#questions", visit.url(&updates_path(id)));
    html! {
        @if questions.count > 0 {
            div class="mb-6" { (ui::Banner::new(ui::Tone::Info, html! { a class="link" href=(href) { (count(visit, questions)) } })) }
        }
    }
}

fn count(visit: &Visit, questions: &WaitingQuestions) -> String {
    visit.t.with("studio-questions-count", &[("n", questions.count.into())])
}

/// Everything the page shows.
struct Told {
    view: ProjectView,
    updates: Page<UpdateView>,
    questions: WaitingQuestions,
}

impl Told {
    async fn load(visit: &Visit, state: &KarangouState, id: ProjectId, after: &After) -> Result<Self, WebError> {
        let view = own(visit, state, id).await?;
        if !view.state.is_public() {
            return Err(WebError::new(ErrorKind::Conflict, "crowdfunding-wrong-state"));
        }
        Ok(Self {
            updates: state.crowdfunding.updates(&visit.actor, id, None, &after.page(ROWS)).await?,
            questions: state.crowdfunding.waiting_questions(&visit.actor, id).await?,
            view,
        })
    }

    fn shell<'v>(&self, visit: &'v Visit) -> Shell<'v> {
        Shell::new(visit, visit.t.with("updates-of", &[("title", (&self.view.title).into())])).tool()
    }

    fn content(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let (t, view) = (visit.t, &self.view);
        let see = ui::Button::secondary(t.get("project-see")).icon(Icon::Eye).href(visit.url(&crate::projects::path(&view.slug)));
        let told = html! {
            @if self.updates.items.is_empty() { p class="text-muted" { (t.get("updates-none")) } } @else { (self.rows(visit)) }
        };
        html! {
            (ui::Breadcrumb::to(t, t.get("studio-voices-title")).step(t.get("project-studio-title"), visit.url(PATH)).step(&view.title, visit.url(&super::path(view.id))))
            (ui::PageHeader::new(t.get("studio-voices-title")).actions(see))
            div class="grid gap-x-10 xl:grid-cols-[minmax(0,1fr)_24rem]" {
                div class="min-w-0" {
                    (self.form(visit, typed, errors))
                    (ui::Section::new(t.get("studio-updates-told"), told).id("nouvelles"))
                }
                (self.waiting(visit))
            }
        }
    }

    fn form(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let action = visit.url(&updates_path(self.view.id));
        let choice = |audience: Audience| {
            let key = format!("studio-update-audience-{}", audience.as_str());
            Choice::new(audience.as_str(), t.get(&key)).hint(t.get(&format!("{key}-hint")))
        };
        let chosen = Audience::parse(&typed.audience).unwrap_or(Audience::Everybody);
        let preview = ui::Button::secondary(t.get("studio-update-preview")).icon(Icon::Eye).value("do", "preview");
        let fields = html! {
            // The first button is the one that Enter presses: it shows, for what is told cannot be told again otherwise.
            button class="sr-only" type="submit" name="do" value="preview" tabindex="-1" aria-hidden="true" { (t.get("studio-update-preview")) }
            (ui::FormSummary::new(t, errors))
            (ui::Field::text("title", t.get("project-field-title")).value(&typed.title).errors(errors).required().max_length(120))
            (ui::Field::textarea("text", t.get("studio-update-text")).value(&typed.text).errors(errors)
                .hint(t.get("studio-update-text-hint")).required().max_length(10_000).rows(10))
            (ui::RadioGroup::new("audience", t.get("studio-update-audience"), Audience::ALL.map(choice).into()).chosen(chosen.as_str()))
            p class="flex flex-wrap gap-2" {
                (preview.attr("formaction", format!("{action}#apercu")).attr("formnovalidate", ""))
                (ui::Button::primary(t.get("studio-update-tell")).icon(Icon::Send))
            }
            @if typed.step == "preview" { (shown(visit, typed)) }
        };
        let form = ui::Form::post(visit, action, fields).stacked();
        html! { (ui::Section::new(t.get("updates-write"), html! { (form) }).text(t.get("studio-update-lead"))) }
    }

    /// The rows alone: what "Voir plus" adds.
    fn rows(&self, visit: &Visit) -> Markup {
        let more = next::url(visit, &updates_path(self.view.id), &[], self.updates.next.as_ref());
        html! {
            @for update in &self.updates.items { (self.row(visit, update)) }
            (ui::Pagination::new(visit.t, more).appending_to("#nouvelles"))
        }
    }

    fn row(&self, visit: &Visit, update: &UpdateView) -> Markup {
        let t = visit.t;
        let page = visit.url(&format!("{}/{}", updates::path(&self.view.slug), update.id));
        let action = visit.url(&format!("{}/{}/supprimer", updates_path(self.view.id), update.id));
        let delete = html! { (ui::Button::danger(t.get("studio-update-delete")).small().icon(Icon::Trash)) };
        html! {
            article class="grid gap-1 border-b border-line py-3" data-update {
                h3 class="text-base font-semibold break-words" { a class="link" href=(page) { (update.title) } }
                p class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted" {
                    (ui::When::relative(visit.locale, update.created_at))
                    span { (t.get(&format!("studio-update-audience-{}", update.audience.as_str()))) }
                }
                @if let Some(reason) = &update.removed_reason {
                    (ui::Banner::new(ui::Tone::Warn, t.with("update-removed-why", &[("reason", reason.into())])))
                }
                details {
                    summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (t.get("studio-update-delete-open")) }
                    p class="mb-2 text-sm" { (t.get("studio-update-delete-warning")) }
                    (ui::Form::post(visit, action, delete))
                }
            }
        }
    }

    /// What waits for an answer, the longest waiting first.
    fn waiting(&self, visit: &Visit) -> Markup {
        let (t, waiting) = (visit.t, &self.questions);
        let page = |id| visit.url(&format!("{}/{id}", questions::path(&self.view.slug)));
        let content = html! {
            @if waiting.first.is_empty() { p class="text-muted" { (t.get("studio-questions-none")) } } @else {
                p class="mb-3" data-waiting { (count(visit, waiting)) }
                ul class="grid gap-3" {
                    @for question in &waiting.first {
                        li class="grid gap-1 border-b border-line pb-3" {
                            a class="link break-words" href=(page(question.id)) { (crate::film::shortened(&question.text, 140)) }
                            span class="text-sm text-muted" { (question.author_name) " · " (ui::When::relative(visit.locale, question.created_at)) }
                        }
                    }
                }
            }
        };
        html! { div class="min-w-0 max-xl:mt-10 *:m-0" { (ui::Section::new(t.get("studio-questions"), content).id("questions")) } }
    }
}

/// The text as it will be read.
fn shown(visit: &Visit, typed: &Typed) -> Markup {
    let t = visit.t;
    html! {
        section id="apercu" class="rounded-[10px] border border-line bg-surface p-4" tabindex="-1" data-autofocus aria-labelledby="apercu-title" {
            h3 id="apercu-title" class="mb-3 text-sm font-semibold text-muted" { (t.get("project-preview-title")) }
            @if typed.text.trim().is_empty() { p { (t.get("studio-update-empty")) } } @else { (ui::Prose::markdown(&typed.text)) }
        }
    }
}
