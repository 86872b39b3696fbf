//! The figures of a project as they change: `GET /projets/{slug}/etat` is a fragment, `GET /projets/{slug}/direct` the same fragment as
//! server-sent events whenever the project tells that something happened. 200; 404 for a project that is not public.

use axum::{
    extract::{Path, State},
    response::Response,
};
use crowdfunding::{Crowdfunding, CrowdfundingError};
use futures::{StreamExt as _, stream};
use kernel::Actor;
use maud::Markup;
use web_kit::{Visit, WebError, live};

use super::funding::{self, Funding};
use crate::KarangouState;

pub(crate) async fn fragment(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
) -> Result<Markup, WebError> {
    let view = state.crowdfunding.project_by_slug(&public(&visit), &slug).await?;
    let funding = Funding::load(&state, &view).await?.ok_or(CrowdfundingError::NotFound)?;
    Ok(funding::figures(&visit, &view, &funding))
}

pub(crate) async fn stream(
    visit: Visit,
    State(state): State<KarangouState>,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&public(&visit), &slug).await?;
    let id = view.id;
    // Listening starts before the first reading: nothing between the two is lost. What may have been missed is read again.
    let told = state.bus.subscribe_with_gaps(&Crowdfunding::channel(id)).map(|_told| ());
    let ticks = stream::once(async {}).chain(told);
    let fragments = ticks.filter_map(move |()| {
        let (visit, state) = (visit.clone(), state.clone());
        async move {
            let view = state.crowdfunding.project(&public(&visit), id).await.ok()?;
            let funding = Funding::load(&state, &view).await.ok()??;
            Some(funding::figures(&visit, &view, &funding))
        }
    });
    Ok(live::fragments("etat", fragments))
}

/// What everybody sees, whoever asks: no right can end while a stream is open.
fn public(visit: &Visit) -> Actor {
    Actor::anonymous(visit.locale)
}
