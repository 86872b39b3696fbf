//! `GET /marche/influenceurs/{slug}`: an influencer, where they say they are followed, and how merchants tell them of a program. 200; 404,
//! also for who is not listed.

use affiliate::{AudienceView, InfluencerView, ProfileState};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use web_kit::{FormErrors, Visit, WebError, format, names, next, ui};

use super::{INFLUENCERS, invite, json_ld, staff};
use crate::{
    SalesState,
    parts::{copy, nav, picture, places, states, words},
};

/// The page of an influencer, without language.
pub(crate) fn path(slug: &str) -> String {
    format!("/marche/influenceurs/{slug}")
}

pub(super) async fn show(visit: Visit, State(state): State<SalesState>, Path(slug): Path<String>) -> Result<Response, WebError> {
    page(&visit, &state, &slug, (&staff::Why::default(), &FormErrors::none())).await
}

/// The page, with what the staff typed and what is wrong with it.
pub(super) async fn page(
    visit: &Visit,
    state: &SalesState,
    slug: &str,
    suspending: (&staff::Why, &FormErrors),
) -> Result<Response, WebError> {
    let influencer = state.affiliate.influencer_by_slug(&visit.actor, slug).await?;
    let shell = nav::market(visit, &influencer.name)
        .description(influencer.about.chars().take(155).collect::<String>())
        .canonical(path(&influencer.slug))
        .og_type("profile");
    let is_public = influencer.state == ProfileState::Listed;
    let shell =
        if is_public { shell.json_ld(json_ld::influencer(visit, &state.public_url, &influencer)) } else { shell.no_index() };
    let programs = invite::programs(visit, state, &influencer).await?;
    let shell = if programs.is_empty() { shell } else { shell.script(copy::SCRIPT) };
    let shell = if suspending.1.is_empty() { shell } else { shell.invalid() };
    Ok(shell.body(&content(visit, &influencer, &invite::section(visit, &influencer, &programs), suspending)))
}

fn content(visit: &Visit, influencer: &InfluencerView, invite: &Markup, suspending: (&staff::Why, &FormErrors)) -> Markup {
    let t = visit.t;
    let moderation = format!("{}/", path(&influencer.slug));
    html! {
        (ui::Breadcrumb::to(t, &influencer.name).step(t.get("sales-nav-influencers"), visit.url(INFLUENCERS)))
        (staff::state(visit, influencer.state, influencer.suspension_reason.as_deref()))
        header class="flex flex-col gap-5 sm:flex-row sm:items-center" {
            (ui::Avatar::new(&influencer.name).image(picture::unless_lite(visit, influencer.picture, 320)).large())
            div class="grid content-start gap-1" {
                h1 class="text-3xl font-bold break-words" { (influencer.name) }
                p class="text-muted" { (names::country(t, &influencer.country)) " · " (places::spoken(t, &influencer.languages)) }
            }
        }
        div class="mt-6 grid gap-8 lg:grid-cols-[minmax(0,1fr)_24rem]" {
            div class="grid min-w-0 content-start gap-6" {
                @if !influencer.about.is_empty() { (ui::Prose::markdown(&influencer.about)) }
                (facts(visit, influencer))
            }
            (audiences(visit, influencer))
        }
        (invite)
        (staff::controls(visit, influencer.state, &moderation, suspending))
    }
}

fn facts(visit: &Visit, influencer: &InfluencerView) -> Markup {
    let t = visit.t;
    let countries = Some(places::line(t, &influencer.countries, 12)).filter(|line| !line.is_empty());
    let facts = ui::DescriptionList::new().fact_if(t.get("sales-market-followed-in"), countries.map(|line| html! { (line) }));
    html! {
        @if !influencer.categories.is_empty() {
            ul class="tags" aria-label=(t.get("sales-market-categories")) {
                @for word in &influencer.categories {
                    li { (ui::Tag::new(words::category(t, word)).href(next::with_pairs(visit, INFLUENCERS, &[("category", word.clone())]))) }
                }
            }
        }
        (facts)
    }
}

/// Where they are followed: what they declare, and nobody measured.
fn audiences(visit: &Visit, influencer: &InfluencerView) -> Markup {
    let t = visit.t;
    if influencer.audiences.is_empty() {
        return html! {};
    }
    let columns = vec![ui::Column::new(t.get("sales-profile-network")), ui::Column::number(t.get("sales-profile-followers"))];
    let row = |audience: &AudienceView| {
        let name = html! { (states::network(t, audience.network)) span class="block text-sm font-normal break-all text-muted" { (audience.handle) } };
        let count = html! { span class="tabular-nums" { (format::number(visit.locale, i64::from(audience.followers))) } };
        ui::Row::new(vec![name.into(), count.into()])
    };
    let rows = influencer.audiences.iter().map(row).collect();
    html! {
        section class="min-w-0" aria-labelledby="audiences" {
            h2 class="text-lg" id="audiences" { (t.get("sales-market-audiences")) }
            p class="mb-3 text-sm text-muted" data-declared { (t.get("sales-market-declared")) }
            (ui::Table::new(t.get("sales-market-audiences"), columns, rows))
        }
    }
}
