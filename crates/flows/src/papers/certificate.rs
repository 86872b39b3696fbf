//! The certificate of a contribution.

use documents::{Certificate, Fact, Link};
use kernel::format;

use super::{Papers, Told, words};

pub(super) fn of(papers: &Papers, told: &Told) -> Certificate {
    let say = |key| words(told, key, &[]);
    let given = told.backing.on_behalf_of.clone().or_else(|| told.backing.name.clone());
    let mut facts = vec![Fact::new(say("paper-certificate-amount"), format::money(told.locale, told.pledge.amount))];
    facts.extend(told.backing.paid_at.map(|at| Fact::new(say("paper-certificate-date"), format::date(told.locale, at))));
    facts.push(Fact::new(say("paper-number"), told.pledge.id.to_string()));
    if papers.payments.is_simulated() {
        facts.push(Fact::new(say("paper-certificate-note"), say("paper-simulated")));
    }
    Certificate {
        locale: told.locale,
        issuer: papers.issuer.to_owned(),
        title: say("paper-certificate"),
        before: say("paper-certificate-before"),
        name: given.unwrap_or_else(|| say("paper-certificate-nameless")),
        after: say("paper-certificate-after"),
        subject: told.project.title.clone(),
        by: words(told, "paper-certificate-by", &[("name", told.project.creator_name.clone())]),
        facts,
        // A certificate is shown to others: the page of the project, never the key of the payment.
        link: Link {
            text: say("paper-certificate-project"),
            url: papers.page(told.locale, &format!("/projets/{}", told.project.slug)),
        },
    }
}
