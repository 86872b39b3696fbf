//! The figures of a project as they change: `GET /projets/{slug}/etat` is a fragment, `GET /projets/{slug}/direct` the same fragment as
//! server-sent events whenever the project tells that something happened. 200; 404 for a project that is not public.
//!
//! Many look at the same project at once: its figures are asked once for all of them. A stream waits for as long as figures are kept
//! before it reads, so that what it shows is never older than what it was told.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Path, State},
    response::Response,
};
use contracts::crowdfunding::ProjectId;
use crowdfunding::{Crowdfunding, CrowdfundingError, ProjectView};
use futures::{StreamExt as _, stream};
use kernel::Actor;
use maud::Markup;
use moka::future::Cache;
use web_kit::{Visit, WebError, live};

use super::funding::{self, Funding};
use crate::KarangouState;

/// How long figures are kept.
const KEPT: Duration = Duration::from_millis(500);
/// How many projects are kept.
const PROJECTS: u64 = 1_000;

/// The figures of the projects that people look at.
#[derive(Debug, Clone)]
pub(crate) struct Watched(Cache<ProjectId, Arc<(ProjectView, Funding)>>);

impl Watched {
    pub(crate) fn new() -> Self {
        Self(Cache::builder().time_to_live(KEPT).max_capacity(PROJECTS).build())
    }

    async fn figures(&self, visit: &Visit, state: &KarangouState, id: ProjectId) -> Result<Markup, WebError> {
        let load = async {
            let view = state.crowdfunding.project(&public(visit), id).await?;
            let funding = Funding::load(state, &view).await?.ok_or(CrowdfundingError::NotFound)?;
            Ok::<_, WebError>(Arc::new((view, funding)))
        };
        let kept = self.0.try_get_with(id, load).await.map_err(|error| WebError::clone(&error))?;
        Ok(funding::figures(visit, &kept.0, &kept.1))
    }
}

pub(crate) async fn fragment(
    visit: Visit,
    State(state): State<KarangouState>,
    State(watched): State<Watched>,
    Path(slug): Path<String>,
) -> Result<Markup, WebError> {
    let view = state.crowdfunding.project_by_slug(&public(&visit), &slug).await?;
    watched.figures(&visit, &state, view.id).await
}

pub(crate) async fn stream(
    visit: Visit,
    State(state): State<KarangouState>,
    State(watched): State<Watched>,
    Path(slug): Path<String>,
) -> Result<Response, WebError> {
    let view = state.crowdfunding.project_by_slug(&public(&visit), &slug).await?;
    let id = view.id;
    // Listening starts before the first reading: nothing between the two is lost. What may have been missed is read again.
    let told = state.bus.subscribe_with_gaps(&Crowdfunding::channel(id));
    let ticks = stream::once(async {}).chain(live::gathered(told, KEPT));
    let fragments = ticks.filter_map(move |()| {
        let (visit, state, watched) = (visit.clone(), state.clone(), watched.clone());
        // One reading that fails is made up for by the next: the page keeps what it shows.
        async move { watched.figures(&visit, &state, id).await.ok() }
    });
    Ok(live::fragments("etat", fragments))
}

/// What everybody sees, whoever asks: no right can end while a stream is open.
fn public(visit: &Visit) -> Actor {
    Actor::anonymous(visit.locale)
}
