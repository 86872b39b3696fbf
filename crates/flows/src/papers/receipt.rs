//! The receipt of a pledge.

use crowdfunding::{PledgeProof, PledgeState};
use documents::{Fact, Link, Proof, Receipt};
use kernel::format;
use payments::{AttemptState, AttemptView};

use super::{Papers, RAILS, Told, words};

pub(super) fn of(papers: &Papers, told: &Told) -> Receipt {
    let say = |key| words(told, key, &[]);
    let mut notes = vec![say("paper-receipt-not-tax")];
    if papers.payments.is_simulated() {
        notes.insert(0, say("paper-simulated"));
    }
    Receipt {
        locale: told.locale,
        issuer: papers.issuer.to_owned(),
        title: say("paper-receipt"),
        headline: format::money(told.locale, told.pledge.amount),
        subject: told.project.title.clone(),
        facts: facts(papers, told),
        notes,
        proof: told.proof.as_ref().map(|proof| section(papers, told, proof)),
        link: Link { text: say("paper-receipt-online"), url: papers.payment_page(told) },
    }
}

fn facts(papers: &Papers, told: &Told) -> Vec<Fact> {
    let say = |key| words(told, key, &[]);
    let mut facts = vec![Fact::new(say("paper-number"), told.pledge.id.to_string())];
    let mut fact = |key, value: Option<String>| facts.extend(value.map(|value| Fact::new(say(key), value)));
    fact("paper-paid-at", told.backing.paid_at.map(|at| format::date_time(told.locale, at)));
    fact("paper-name", told.backing.name.clone());
    fact("paper-on-behalf-of", told.backing.on_behalf_of.clone());
    let chosen = told.project.tiers.iter().find(|tier| Some(tier.id) == told.pledge.tier_id);
    fact("paper-tier", chosen.map(|tier| tier.title.clone()));
    fact("paper-project-by", Some(told.project.creator_name.clone()).filter(|name| !name.is_empty()));
    if let Some(paid) = told.intent.attempts.iter().find(|attempt| attempt.state == AttemptState::Charged) {
        fact("paper-means", Some(means(told, paid)));
        fact("paper-reference", Some(paid.reference.clone()));
        fact("paper-provider-reference", paid.provider_ref.clone());
    }
    fact("paper-state", Some(say(state(told.pledge.state))));
    let page = papers.page(told.locale, &format!("/projets/{}", told.project.slug));
    fact("paper-project-page", Some(page));
    facts
}

fn means(told: &Told, paid: &AttemptView) -> String {
    let rail = RAILS.get(told.locale, &format!("rail-{}", paid.rail.as_str().replace('_', "-")), &[]);
    paid.party.as_ref().map_or(rail.clone(), |party| format!("{rail} {party}"))
}

const fn state(state: PledgeState) -> &'static str {
    match state {
        PledgeState::Refunding => "paper-state-refunding",
        PledgeState::Refunded => "paper-state-refunded",
        PledgeState::Unclaimed => "paper-state-unclaimed",
        _ => "paper-state-paid",
    }
}

fn section(papers: &Papers, told: &Told, proof: &PledgeProof) -> Proof {
    let say = |key| words(told, key, &[]);
    let head = &proof.head;
    let place = [("place", (proof.index + 1).to_string()), ("size", head.size.to_string())];
    let mut facts = vec![
        Fact::new(say("paper-proof-total"), format::money(told.locale, head.total)),
        Fact::new(say("paper-proof-place"), words(told, "paper-proof-place-of", &place)),
        Fact::new(say("paper-proof-at"), format::date_time(told.locale, head.at)),
        Fact::new(say("paper-proof-root"), head.root.clone()),
        Fact::new(say("paper-proof-signature"), head.signature.clone()),
    ];
    for (at, node) in proof.path.iter().enumerate() {
        let label = words(told, "paper-proof-step", &[("step", (at + 1).to_string())]);
        facts.push(Fact::new(label, format!("{} · {}", node.hash, node.sum_minor)));
    }
    let page = papers.page(told.locale, &format!("/projets/{}/preuve", told.project.slug));
    Proof { title: say("paper-proof"), text: words(told, "paper-proof-text", &[("page", page)]), facts }
}
