//! `POST /studio/films/{id}/soumettre|reprendre|depublier|supprimer`: the author's steps. 303; 409 when the state does not
//! allow the step; 422 when the film is not complete.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use contracts::catalog::FilmId;
use web_kit::{CsrfForm, Visit, WebError};

use crate::{KarangouState, film::watch::Nothing};

pub(crate) async fn submit(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.catalog.submit_film(&visit.actor, film_id).await?;
    Ok(visit.redirect(&super::path(film_id)).saying("studio-submitted").into_response())
}

pub(crate) async fn withdraw(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.catalog.withdraw_film(&visit.actor, film_id).await?;
    Ok(visit.redirect(&super::path(film_id)).saying("studio-withdrawn").into_response())
}

pub(crate) async fn unpublish(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.catalog.unpublish_film(&visit.actor, film_id).await?;
    Ok(visit.redirect(&super::path(film_id)).saying("studio-unpublished").into_response())
}

pub(crate) async fn delete(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(film_id): Path<FilmId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.catalog.delete_film(&visit.actor, film_id).await?;
    Ok(visit.redirect("/studio").saying("studio-deleted").into_response())
}
