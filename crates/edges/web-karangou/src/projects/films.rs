//! The films that a project is about.

use catalog::FilmPage;
use contracts::catalog::FilmId;
use kernel::{Actor, AppError as _, ErrorKind};
use maud::{Markup, html};
use web_kit::{Visit, WebError, ui};

use crate::{KarangouState, parts::card};

/// Those that this person may know of, in the order of the project. One that is not published is for its author and the staff.
pub(crate) async fn of(actor: &Actor, state: &KarangouState, ids: &[FilmId]) -> Result<Vec<FilmPage>, WebError> {
    let mut films = Vec::new();
    for id in ids {
        match state.catalog.get_film_by_id(actor, *id).await {
            Ok(film) => films.push(film),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(films)
}

/// Their cards side by side.
pub(crate) fn section(visit: &Visit, films: &[FilmPage]) -> Markup {
    html! {
        @if !films.is_empty() {
            div class="section" { (ui::Rail::new(visit.t.get("project-films"), films.iter().map(|film| card::film(visit, &film.card)))) }
        }
    }
}
