//! `GET /projets/{slug}/documents/{id}`: a document of a project as a file to save, for whom it is meant; `POST …/{id}/masquer`: the staff hides
//! one, for a reason that its creator reads. 200; 303; 403; 404; 422.

use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use crowdfunding::{DocumentAudience, DocumentId, DocumentKind, DocumentView, FileState, ProjectView};
use kernel::Permission;
use maud::{Markup, html};
use web_kit::{CsrfForm, Translator, Visit, WebError, to_save, ui, ui::Icon};

use super::{path, updates::Why};
use crate::{KarangouState, parts::facts};

pub(crate) async fn download(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((slug, id)): Path<(String, DocumentId)>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
    let document = state.crowdfunding.document(&visit.actor, id).await?;
    if document.project_id != view.id {
        return Err(WebError::not_found());
    }
    let file = state.media.file(document.asset_id).await?;
    let name = format!("{}.{}", document.title, file.extension);
    Ok(to_save(&name, file.content_type, file.size_bytes, Body::from_stream(file.bytes)))
}

pub(crate) async fn hide(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((slug, id)): Path<(String, DocumentId)>,
    CsrfForm(why): CsrfForm<Why>,
) -> Result<Response, WebError> {
    state.crowdfunding.hide_document(&visit.actor, id, &why.reason).await?;
    Ok(visit.redirect(&format!("{}#documents", path(&slug))).saying("document-hidden").into_response())
}

/// What a document is, and how large.
pub(crate) fn facts(t: Translator, document: &DocumentView) -> String {
    let kind = t.get(&format!("document-kind-{}", document.kind.as_str()));
    document.size_bytes.map_or_else(|| kind.clone(), |bytes| format!("{kind}, {}", facts::size(t, bytes)))
}

/// The documents that this person may have; for the staff with the way to hide one. Nothing when there are none.
pub(crate) fn section(visit: &Visit, view: &ProjectView, documents: &[DocumentView]) -> Markup {
    let t = visit.t;
    let content = html! { ul class="grid gap-2" { @for document in documents { li { (one(visit, view, document)) } } } };
    html! { @if !documents.is_empty() { (ui::Section::new(t.get("documents-title"), content).id("documents")) } }
}

fn one(visit: &Visit, view: &ProjectView, document: &DocumentView) -> Markup {
    let t = visit.t;
    let href = visit.url(&format!("{}/documents/{}", path(&view.slug), document.id));
    let icon = if document.kind == DocumentKind::Image { Icon::Image } else { Icon::File };
    html! {
        div class="grid gap-1 border-b border-line py-2" data-document {
            p class="flex flex-wrap items-center gap-x-3 gap-y-1" {
                span class="text-muted" { (icon) }
                @if document.file == FileState::Ready { a class="link inline-flex min-h-11 items-center break-words" href=(href) download { (document.title) } }
                @else { span class="break-words" { (document.title) } }
                span class="text-sm text-muted" { (facts(t, document)) }
                @if document.audience == DocumentAudience::Review { (ui::Badge::new(ui::Tone::Info, t.get("document-audience-review"))) }
            }
            (state(t, document))
            @if visit.actor.may(Permission::ProjectReview) && document.hidden_reason.is_none() {
                @let action = visit.url(&format!("{}/documents/{}/masquer", path(&view.slug), document.id));
                (hiding(visit, &action, t.get("document-hide")))
            }
        }
    }
}

/// Why somebody may not have it, for who sees it all the same.
pub(crate) fn state(t: Translator, document: &DocumentView) -> Markup {
    html! {
        @match &document.file {
            FileState::Ready => {}
            FileState::Checking => { p class="text-sm text-muted" { (t.get("document-checking")) } }
            FileState::Refused(code) => { p class="field-error" { (Icon::Alert) span { (if t.has(code) { t.get(code) } else { code.clone() }) } } }
        }
        @if let Some(reason) = &document.hidden_reason {
            p class="field-error" { (Icon::EyeOff) span { (t.with("document-hidden-because", &[("reason", reason.into())])) } }
        }
    }
}

/// The form by which the staff hides something for a reason that its author reads, folded.
pub(super) fn hiding(visit: &Visit, action: &str, label: String) -> Markup {
    let t = visit.t;
    let fields = html! {
        label class="grid gap-1" {
            span class="text-sm" { (t.get("document-hide-why")) }
            input class="input" type="text" name="reason" required minlength="3" maxlength="500";
        }
        (ui::Button::danger(&label).small())
    };
    html! {
        details {
            summary class="inline-flex min-h-11 cursor-pointer items-center text-sm text-muted" { (label) }
            (ui::Form::post(visit, action, fields).stacked())
        }
    }
}
