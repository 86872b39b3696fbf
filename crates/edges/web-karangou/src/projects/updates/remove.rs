//! `POST /projets/{slug}/nouvelles/{id}/retirer`: the staff removes an update, for a reason that its creator reads. 303 to the updates;
//! 403 for others; 422 with the form.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use contracts::crowdfunding::UpdateId;
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError};

use super::{Asked, alone, path, shell};
use crate::{KarangouState, projects::refused::Refused};

/// Why.
#[derive(Debug, Deserialize)]
pub(crate) struct Why {
    #[serde(default)]
    pub(crate) reason: String,
}

pub(crate) async fn remove(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((slug, id)): Path<(String, UpdateId)>,
    CsrfForm(why): CsrfForm<Why>,
) -> Result<Response, WebError> {
    match state.crowdfunding.remove_update(&visit.actor, id, &why.reason).await {
        Ok(()) => Ok(visit.redirect(&path(&slug)).saying("update-removed").into_response()),
        Err(error) => {
            let refused = Refused::of(error, why.reason, visit.t)?;
            let view = state.crowdfunding.project_by_slug(&visit.actor, &slug).await?;
            let update = state.crowdfunding.update(&visit.actor, view.id, id, None).await?;
            let content = alone(&visit, &view, &update, &Asked::default(), Some(&refused));
            Ok(refused.shell(shell(&visit, &view, update.title.clone())).body(&content))
        }
    }
}
