//! What those who manage a merchant do on the page of an influencer: tell them of their program.

use affiliate::{InfluencerView, ProfileState, ProgramState, ProgramView};
use identity::{OrganisationCard, OrganisationKind, OrganisationRole};
use maud::{Markup, html};
use web_kit::{Visit, WebError, ui, ui::Icon};

use super::program;
use crate::{SalesState, parts::copy};

/// Of how many merchants the programs are offered.
const MERCHANTS: usize = 5;

/// The open programs that the visitor manages; none for others, and none to oneself.
pub(super) async fn programs(
    visit: &Visit,
    state: &SalesState,
    influencer: &InfluencerView,
) -> Result<Vec<ProgramView>, WebError> {
    let is_oneself = visit.actor.is(influencer.account_id);
    if visit.account.is_none() || is_oneself || influencer.state != ProfileState::Listed {
        return Ok(Vec::new());
    }
    let cards = state.identity.list_organisations(&visit.actor).await?;
    let manages = |card: &&OrganisationCard| card.kind == OrganisationKind::Merchant && card.role != OrganisationRole::Member;
    let mut found = Vec::new();
    for card in cards.iter().filter(manages).take(MERCHANTS) {
        let program = state.affiliate.program_of(&visit.actor, card.id).await?;
        found.extend(program.filter(|program| program.state == ProgramState::Open));
    }
    Ok(found)
}

/// The address of each program, and a button that opens a conversation about it.
pub(super) fn section(visit: &Visit, influencer: &InfluencerView, programs: &[ProgramView]) -> Markup {
    let t = visit.t;
    let one = |view: &ProgramView| {
        let label = t.with("sales-invite-address", &[("program", view.title.as_str().into())]);
        html! {
            li class="grid gap-3 rounded-card border border-line bg-surface p-4" {
                (copy::line(visit, &view.id.to_string(), &label, &visit.absolute_url(&program::path(view.id))))
                (ui::Form::post(visit, visit.url(&format!("/messages/programme/{}", view.id)), html! {
                    input type="hidden" name="influencer" value=(influencer.account_id);
                    (ui::Button::primary(t.get("sales-write")).icon(Icon::Message))
                }))
            }
        }
    };
    html! {
        @if !programs.is_empty() {
            (ui::Section::new(t.get("sales-invite"), html! { ul class="grid gap-3" { @for view in programs { (one(view)) } } })
                .text(t.with("sales-invite-text", &[("name", influencer.name.as_str().into())])).id("inviter"))
        }
    }
}
