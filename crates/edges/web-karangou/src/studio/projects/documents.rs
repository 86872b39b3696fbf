//! `GET, POST /studio/projets/{id}/documents`: the documents of a project, and one more; `POST …/documents/{document}/retirer` takes one away while
//! the project is a draft. 200; 303; 404 for everybody but its creator; 409 once it was handed in; 422 with the form.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use contracts::{crowdfunding::ProjectId, media::AssetId};
use crowdfunding::{AddDocument, DocumentAudience, DocumentId, DocumentView, ProjectState, ProjectView};
use kernel::{AppError as _, ErrorKind};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, FormErrors, Shell, Visit, WebError, ui, ui::Choice, ui::Icon};

use super::{PATH, one::own};
use crate::{KarangouState, film::watch::Nothing, projects::documents};

/// A document as typed, with what the upload left in the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    asset: String,
    title: String,
    audience: String,
}

pub(crate) async fn show(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
) -> Result<Response, WebError> {
    visit.require_account()?;
    let page = Page::load(&visit, &state, id).await?;
    Ok(shell(&visit).body(&page.content(&visit, &Typed::default(), &FormErrors::none())))
}

pub(crate) async fn add(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<Response, WebError> {
    let page = Page::load(&visit, &state, id).await?;
    let audience =
        DocumentAudience::parse(&typed.audience).ok_or_else(|| WebError::new(ErrorKind::Invalid, "error-form-unreadable"))?;
    let Ok(asset_id) = typed.asset.parse::<AssetId>() else {
        let errors = FormErrors::none().and("asset", visit.t.get("crowdfunding-document-file"));
        return Ok(page.refused(&visit, StatusCode::UNPROCESSABLE_ENTITY, &typed, &errors));
    };
    let command = AddDocument { project_id: id, asset_id, title: typed.title.clone(), audience };
    match state.crowdfunding.add_document(&visit.actor, &command).await {
        Ok(_added) => Ok(visit.redirect(&path(id)).saying("document-added").into_response()),
        Err(error) => {
            let conflict = error.kind() == ErrorKind::Conflict;
            let status = if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
            let on_file = error.fields().iter().find(|field| field.field == "asset_id").map(|field| visit.t.field_error(field));
            let errors = FormErrors::of(error, visit.t)?;
            let errors = match on_file {
                Some(text) => FormErrors::none().and("asset", text),
                None => errors,
            };
            Ok(page.refused(&visit, status, &typed, &errors))
        }
    }
}

pub(crate) async fn remove(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((id, document_id)): Path<(ProjectId, DocumentId)>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.crowdfunding.remove_document(&visit.actor, document_id).await?;
    Ok(visit.redirect(&path(id)).saying("document-removed").into_response())
}

/// Where the documents of a project are, without language.
pub(super) fn path(id: ProjectId) -> String {
    format!("{}/documents", super::path(id))
}

fn shell(visit: &Visit) -> Shell<'_> {
    Shell::new(visit, visit.t.get("documents-title")).tool().script("islands/upload.ts")
}

/// Everything the page shows.
struct Page {
    view: ProjectView,
    documents: Vec<DocumentView>,
}

impl Page {
    async fn load(visit: &Visit, state: &KarangouState, id: ProjectId) -> Result<Self, WebError> {
        let view = own(visit, state, id).await?;
        Ok(Self { documents: state.crowdfunding.documents(&visit.actor, id).await?, view })
    }

    fn refused(&self, visit: &Visit, status: StatusCode, typed: &Typed, errors: &FormErrors) -> Response {
        shell(visit).invalid().status(status).body(&self.content(visit, typed, errors))
    }

    fn content(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let (t, view) = (visit.t, &self.view);
        let is_draft = view.state == ProjectState::Draft;
        html! {
            (ui::Breadcrumb::to(t, t.get("documents-title")).step(t.get("project-studio-title"), visit.url(PATH)).step(&view.title, visit.url(&super::path(view.id))))
            (ui::PageHeader::new(t.get("documents-title")))
            p class="max-w-[65ch] text-muted" { (t.get(if is_draft { "documents-lead-draft" } else { "documents-lead-kept" })) }
            @if self.documents.is_empty() { p class="mt-4 text-muted" { (t.get("documents-none")) } }
            ul class="mt-4 grid gap-2" { @for document in &self.documents { li { (self.one(visit, document, is_draft)) } } }
            (ui::Section::new(t.get("document-add"), self.form(visit, typed, errors)).id("ajouter"))
        }
    }

    fn one(&self, visit: &Visit, document: &DocumentView, is_draft: bool) -> Markup {
        let t = visit.t;
        let remove = visit.url(&format!("{}/{}/retirer", path(self.view.id), document.id));
        let href = visit.url(&format!("{}/documents/{}", crate::projects::path(&self.view.slug), document.id));
        html! {
            div class="grid gap-1 border-b border-line py-2" data-document {
                div class="flex flex-wrap items-center gap-x-3 gap-y-1" {
                    a class="link inline-flex min-h-11 items-center break-words" href=(href) download { (document.title) }
                    span class="text-sm text-muted" { (documents::facts(t, document)) }
                    (ui::Badge::new(ui::Tone::Info, t.get(&format!("document-audience-{}", document.audience.as_str()))))
                    @if is_draft {
                        @let label = t.with("document-remove", &[("title", (&document.title).into())]);
                        (ui::Form::post(visit, remove, html! { (ui::IconButton::new(Icon::Trash, label)) }).inline())
                    }
                }
                (documents::state(t, document))
            }
        }
    }

    fn form(&self, visit: &Visit, typed: &Typed, errors: &FormErrors) -> Markup {
        let t = visit.t;
        let upload = ui::Upload::new(visit, "asset", t.get("document-file"), "application/pdf,image/jpeg,image/png,image/webp")
            .hint(t.get("document-file-hint"))
            .purpose("document")
            .asset(&typed.asset);
        let audience = |audience: DocumentAudience| {
            let key = format!("document-audience-{}", audience.as_str());
            Choice::new(audience.as_str(), t.get(&key)).hint(t.get(&format!("{key}-hint")))
        };
        let chosen = if typed.audience.is_empty() { "public" } else { &typed.audience };
        let fields = html! {
            (ui::FormSummary::new(t, errors))
            (upload)
            noscript { p class="text-muted" { (t.get("studio-upload-scripts")) } }
            @if let Some(error) = errors.on("asset") { p class="field-error" id="error-asset" { (Icon::Alert) span { (error) } } }
            (ui::Field::text("title", t.get("document-title")).value(&typed.title).errors(errors).required().max_length(120).hint(t.get("document-title-hint")))
            (ui::RadioGroup::new("audience", t.get("document-audience"), DocumentAudience::ALL.map(audience).into()).chosen(chosen).errors(errors))
            (ui::Button::primary(t.get("document-add")))
        };
        html! { (ui::Form::post(visit, visit.url(&path(self.view.id)), fields).stacked().attr("class", "max-w-2xl")) }
    }
}
