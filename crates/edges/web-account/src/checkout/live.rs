//! What changes while one waits: `GET /paiement/{id}/etat` is a fragment, `GET /paiement/{id}/direct` the same fragment as
//! server-sent events whenever a provider told something. 200; 404 without the key.

use std::time::Duration;

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use contracts::payments::IntentId;
use crowdfunding::PledgeState;
use futures::{Stream, StreamExt as _, stream};
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

/// What was paid for books the payment within a moment.
const BOOKING: Duration = Duration::from_secs(1);
/// A refund takes minutes.
const REFUND: Duration = Duration::from_secs(15);

pub(super) async fn fragment(
    visit: Visit,
    State(state): State<CheckoutState>,
    Path(id): Path<IntentId>,
    Query(asked): Query<Asked>,
) -> Result<Markup, WebError> {
    Ok(now(&visit, &state, id, &asked.cle).await?.fragment)
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
    let waiting = Waiting { visit, state, id, key: asked.cle };
    let fragments = stream::once(async {}).chain(told).flat_map(move |()| waiting.clone().fragments());
    Ok(live::fragments("etat", live::until(fragments, |(_, is_last)| *is_last).map(|(fragment, _)| fragment)))
}

/// Whoever waits on the page.
#[derive(Clone)]
struct Waiting {
    visit: Visit,
    state: CheckoutState,
    id: IntentId,
    key: String,
}

impl Waiting {
    /// The fragment as it is now, and again for as long as something follows that the payment's channel does not tell: what was paid
    /// for takes the payment into its own books a moment later, and a refund takes its time.
    fn fragments(self) -> impl Stream<Item = (Markup, bool)> {
        stream::unfold((self, Some(Duration::ZERO)), |(waiting, wait)| async move {
            tokio::time::sleep(wait?).await;
            let now = now(&waiting.visit, &waiting.state, waiting.id, &waiting.key).await.ok()?;
            Some(((now.fragment, now.is_last), (waiting, now.again)))
        })
    }
}

/// What is shown.
struct Now {
    fragment: Markup,
    /// Nothing more comes by itself.
    is_last: bool,
    /// When to look again, untold.
    again: Option<Duration>,
}

async fn now(visit: &Visit, state: &CheckoutState, id: IntentId, key: &str) -> Result<Now, WebError> {
    let seen = Seen::load(visit, state, id, key).await?;
    let follows = receipt::is_on_its_way(&seen);
    let is_last = seen.intent.state != IntentState::Processing && !follows;
    let pause = if seen.pledge.state == PledgeState::Refunding { REFUND } else { BOOKING };
    let fragment = payment::body(visit, state, &seen, &Chosen::default(), &FormErrors::none());
    Ok(Now { fragment, is_last, again: follows.then_some(pause) })
}
