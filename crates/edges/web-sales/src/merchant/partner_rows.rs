//! `GET /marchand/{org}/partenaires/{id}/liens` and `…/commissions` (`after`): all that the page of a partner begins with. 200; 404 for others
//! than the members.

use affiliate::PartnershipView;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use contracts::{affiliate::PartnershipId, identity::OrganisationId};
use maud::{Markup, html};
use web_kit::{Visit, WebError, next, next::After, ui};

use super::partners;
use crate::{
    SalesState,
    parts::{earnings, links, nav},
};

const ROWS: u16 = 30;

/// A partner of this merchant.
async fn of(visit: &Visit, state: &SalesState, (org, id): (OrganisationId, PartnershipId)) -> Result<PartnershipView, WebError> {
    let program = partners::program(visit, state, org).await?.ok_or_else(WebError::not_found)?;
    let view = state.affiliate.partnership(&visit.actor, id).await?;
    if view.program_id == program.id { Ok(view) } else { Err(WebError::not_found()) }
}

pub(super) async fn links(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, PartnershipId)>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let view = of(&visit, &state, (org, id)).await?;
    let found = state.affiliate.links(&visit.actor, id, &after.page(ROWS)).await?;
    let more = next::url(&visit, &path(org, id, "/liens"), &[], found.next.as_ref());
    let list = links::section(&visit, &state, (&found.items, more), None);
    Ok(page(&visit, org, &view, ("sales-links", &list)))
}

pub(super) async fn commissions(
    visit: Visit,
    State(state): State<SalesState>,
    Path((org, id)): Path<(OrganisationId, PartnershipId)>,
    Query(after): Query<After>,
) -> Result<Response, WebError> {
    let view = of(&visit, &state, (org, id)).await?;
    let found = state.affiliate.commissions(&visit.actor, id, &after.page(ROWS)).await?;
    let more = next::url(&visit, &path(org, id, "/commissions"), &[], found.next.as_ref());
    let list = earnings::commissions(&visit, &found.items, more, Some(org));
    Ok(page(&visit, org, &view, ("sales-commissions", &list)))
}

fn path(org: OrganisationId, id: PartnershipId, rest: &str) -> String {
    nav::desk(org, &format!("/partenaires/{id}{rest}"))
}

fn page(visit: &Visit, org: OrganisationId, view: &PartnershipView, (title, list): (&str, &Markup)) -> Response {
    let t = visit.t;
    let content = html! {
        (ui::Breadcrumb::to(t, t.get(title)).step(t.get("sales-nav-partners"), visit.url(&nav::desk(org, "/partenaires")))
            .step(&view.influencer_name, visit.url(&path(org, view.id, ""))))
        (ui::PageHeader::new(&view.influencer_name))
        (list)
    };
    nav::merchant(visit, org, t.get(title)).script("islands/share.ts").body(&content)
}
