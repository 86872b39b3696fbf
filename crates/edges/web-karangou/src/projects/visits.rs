//! Visits of a project's page, and by which way they came: noted in passing, so that no page waits for it.

use catalog::FilmPage;
use crowdfunding::{Arrival, ProjectView, Source};
use web_kit::{CameFrom, Visit, WebError};

use crate::{KarangouState, parts::card};

/// Counts this visit, unless it is none; and says by which way it came, for the links that lead on from the page.
pub(super) async fn count(
    (visit, state): (&Visit, &KarangouState),
    arrival: web_kit::Arrival,
    view: &ProjectView,
    films: &[FilmPage],
) -> Result<Source, WebError> {
    let source = arrival.tag.as_deref().and_then(Source::of_tag).unwrap_or_else(|| source(&arrival.from, films));
    let arrival = Arrival { source, agent: arrival.agent, is_reading: arrival.is_reading };
    Ok(state.crowdfunding.count_visit(&visit.actor, view, &arrival).await?)
}

fn source(from: &CameFrom, films: &[FilmPage]) -> Source {
    match from {
        CameFrom::Nowhere => Source::Direct,
        CameFrom::Elsewhere(host) => Source::of_host(host),
        CameFrom::Here(path) if films.iter().any(|film| card::path(&film.card.slug) == *path) => Source::Film,
        CameFrom::Here(_) => Source::Inside,
    }
}
