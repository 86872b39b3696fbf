//! What changes while one waits: `GET /paiement/{id}/etat` is a fragment, `GET /paiement/{id}/direct` the same fragment as
//! server-sent events whenever a provider told something. 200; 404 without the key.

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use contracts::payments::IntentId;
use futures::{StreamExt as _, stream};
use maud::Markup;
use payments::IntentState;
use web_kit::{FormErrors, Visit, WebError, live};

use super::{
    CheckoutState,
    means::Chosen,
    payment::{self, Asked},
    receipt,
    seen::Seen,
};

pub(super) async fn fragment(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    Query(asked): Query<Asked>,
) -> Result<Markup, WebError> {
    Ok(now(&visit, &state, id, &asked.cle).await?.0)
}

pub(super) async fn stream(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    // Listening starts before the first reading: nothing between the two is lost.
    let told = state.bus.subscribe(&payments::channel(id)).map(|_told| ());
    now(&visit, &state, id, &asked.cle).await?;
    let fragments = stream::once(async {}).chain(told).filter_map(move |()| {
        let (visit, state, key) = (visit.clone(), state.clone(), asked.cle.clone());
        async move { now(&visit, &state, id, &key).await.ok() }
    });
    Ok(live::fragments("etat", live::until(fragments, |(_, is_last)| *is_last).map(|(fragment, _)| fragment)))
}

/// The fragment, and whether nothing more will come by itself.
async fn now(visit: &Visit, state: &CheckoutState, id: IntentId, key: &str) -> Result<(Markup, bool), WebError> {
    let seen = Seen::load(visit, state, id, key).await?;
    let is_last = seen.intent.state != IntentState::Processing && !receipt::is_on_its_way(&seen);
    Ok((payment::body(visit, state, &seen, &Chosen::default(), &FormErrors::none()), is_last))
}
