//! The forms of lists: create, change, delete, move a film, take one off. 303 each; 422 with an error page for a wrong title.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use catalog::{ChangeList, CreateList, ListPage, ListPlace, MoveInList, Visibility};
use contracts::catalog::{FilmId, ListId};
use maud::{Markup, html};
use serde::Deserialize;
use web_kit::{CsrfForm, Visit, WebError, ui};

use crate::{KarangouState, film::watch::Nothing};

/// What a list is called, and who may see it.
#[derive(Debug, Deserialize)]
pub(crate) struct Told {
    title: String,
    #[serde(default)]
    description: String,
    /// Sent only when ticked.
    public: Option<bool>,
}

impl Told {
    const fn visibility(&self) -> Visibility {
        if matches!(self.public, Some(true)) { Visibility::Public } else { Visibility::Private }
    }
}

pub(crate) async fn create(
    visit: Visit,
    State(state): State<KarangouState>,
    CsrfForm(told): CsrfForm<Told>,
) -> Result<Response, WebError> {
    let visibility = told.visibility();
    let cmd = CreateList { title: told.title, description: told.description, visibility };
    let list = state.catalog.create_list(&visit.actor, cmd).await?;
    Ok(visit.redirect(&super::one::path(&list)).saying("list-created").into_response())
}

/// `GET /listes`: the address of the form leads to the page that has it.
pub(crate) async fn lead_to_mine(visit: Visit) -> Response {
    visit.redirect("/ma-liste").into_response()
}

pub(crate) async fn edit(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(list_id): Path<ListId>,
    CsrfForm(told): CsrfForm<Told>,
) -> Result<Response, WebError> {
    let visibility = told.visibility();
    let cmd = ChangeList { list_id, title: told.title, description: told.description, visibility };
    let list = state.catalog.change_list(&visit.actor, cmd).await?;
    Ok(visit.redirect(&super::one::path(&list)).saying("list-changed").into_response())
}

pub(crate) async fn delete(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(list_id): Path<ListId>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.catalog.delete_list(&visit.actor, list_id).await?;
    Ok(visit.redirect("/ma-liste").saying("list-deleted").into_response())
}

/// The new place of a film: beside another film of the list, else at the end.
#[derive(Debug, Deserialize)]
pub(crate) struct Moved {
    before: Option<FilmId>,
    after: Option<FilmId>,
}

impl Moved {
    fn place(&self) -> ListPlace {
        let after = self.after.map_or(ListPlace::Last, ListPlace::After);
        self.before.map_or(after, ListPlace::Before)
    }
}

pub(crate) async fn move_film(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((list_id, film_id)): Path<(ListId, FilmId)>,
    CsrfForm(moved): CsrfForm<Moved>,
) -> Result<Response, WebError> {
    state.catalog.move_in_list(&visit.actor, MoveInList { list_id, film_id, place: moved.place() }).await?;
    if visit.htmx {
        return Ok(http::StatusCode::NO_CONTENT.into_response());
    }
    Ok(visit.redirect(&format!("/listes/{list_id}")).into_response())
}

pub(crate) async fn take_off(
    visit: Visit,
    State(state): State<KarangouState>,
    Path((list_id, film_id)): Path<(ListId, FilmId)>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<Response, WebError> {
    state.catalog.remove_from_list(&visit.actor, list_id, film_id).await?;
    Ok(visit.redirect(&format!("/listes/{list_id}")).saying("film-list-removed").into_response())
}

/// The fields of a list, empty for a new one.
pub(super) fn fields(visit: &Visit, list: Option<&ListPage>) -> Markup {
    let t = visit.t;
    let (title, description) = list.map_or(("", ""), |list| (&list.title, &list.description));
    let public = list.is_some_and(|list| list.visibility == Visibility::Public);
    html! {
        (ui::Field::text("title", t.get("list-title")).value(title).required().max_length(120))
        (ui::Field::textarea("description", t.get("list-about")).value(description).optional(t).max_length(1000).rows(3))
        (ui::Checkbox::new("public", html! { (t.get("list-public")) }).hint(t.get("list-public-hint")).checked_if(public))
    }
}
