//! `POST /studio/projets/{id}/soumettre`: hands a project to the staff. 303; 409 when it is no draft; 422 when it is not complete.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::ProjectId;
use web_kit::{CsrfForm, Visit, WebError};

use crate::{KarangouState, film::watch::Nothing};

pub(crate) async fn submit(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(id): Path<ProjectId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.crowdfunding.submit_project(&visit.actor, id).await?;
    Ok(visit.redirect(&super::path(id)).saying("project-submitted").into_response())
}
