//! Looking at domains: by hand, and by a job. Name servers are asked before the transaction that writes down what they said.

use std::sync::Arc;

use contracts::affiliate::{LinkDomainChanged, LinkDomainId};
use futures::{StreamExt as _, stream};
use jiff::SignedDuration;
use kernel::Actor;
use serde_json::json;

use super::{
    DomainOwner, DomainProblem, DomainState, LOOKS, LOOKS_IN, LinkDomainView,
    dns::Dns,
    forget, managed,
    model::{self, Heard, Verdict},
    queries, store,
};
use crate::{Affiliate, AffiliateError};

/// How many domains are looked at together, and how many of them at once.
const GROUP: i64 = 100;
const AT_ONCE: usize = 8;
/// The most such groups of one run.
const GROUPS: usize = 20;

impl Affiliate {
    /// Looks at a domain now: by those who manage it. 429 when it was looked at too often.
    pub async fn check_link_domain(&self, actor: &Actor, id: LinkDomainId) -> Result<LinkDomainView, AffiliateError> {
        let mut tx = self.db().begin(actor).await?;
        let host = managed(&mut tx, actor, id).await?.host;
        // Nothing was changed, and nobody waits for what name servers say.
        drop(tx);
        self.limits().hit(&format!("affiliate-domain-look:{id}"), LOOKS, LOOKS_IN).await?;
        let Some(link_host) = &self.config().domains.link_host else {
            return Err(AffiliateError::Conflict("affiliate-domains-off"));
        };
        let heard = Dns::at(self.config().domains.name_server).ask(&host, link_host).await;
        self.settle_domain(actor, id, &heard).await?;
        self.link_domain(actor, id).await
    }

    /// Looks at every domain whose time has come. Called every few minutes.
    pub(crate) async fn keep_link_domains(&self) -> Result<(), AffiliateError> {
        let Some(link_host) = &self.config().domains.link_host else { return Ok(()) };
        let (system, dns) = (Actor::system("affiliate"), Arc::new(Dns::at(self.config().domains.name_server)));
        for _ in 0..GROUPS {
            let mut conn = self.conn().await?;
            let due = queries::due(&mut conn, self.db().now(), GROUP).await?;
            drop(conn);
            let last = i64::try_from(due.len()).is_ok_and(|count| count < GROUP);
            let asked = due.into_iter().map(|(id, host)| {
                let (dns, link_host) = (Arc::clone(&dns), link_host.clone());
                async move { (id, dns.ask(&host, &link_host).await) }
            });
            let mut heard = stream::iter(asked).buffer_unordered(AT_ONCE);
            while let Some((id, heard)) = heard.next().await {
                match self.settle_domain(&system, id, &heard).await {
                    // Somebody proved it at the same moment: the next look says so.
                    Ok(()) | Err(AffiliateError::Changed) => {}
                    Err(error) => return Err(error),
                }
            }
            if last {
                break;
            }
        }
        Ok(())
    }

    /// Writes down what was heard, and tells who must know.
    async fn settle_domain(&self, actor: &Actor, id: LinkDomainId, heard: &Heard) -> Result<(), AffiliateError> {
        let config = &self.config().domains;
        let mut tx = self.db().begin(actor).await?;
        // Given up meanwhile.
        let Some(domain) = store::lock(&mut tx, id).await? else { return Ok(()) };
        let mut verdict = model::judge(heard, &domain.token, config.link_host.as_deref().unwrap_or_default());
        let was = domain.standing.state;
        if verdict == Verdict::Proved && !was.is_served() && store::is_held_by_another(&mut tx, id, &domain.host).await? {
            verdict = Verdict::Refuted(DomainProblem::Taken);
        }
        let lost_after = SignedDuration::from_hours(24 * i64::from(config.lost_after_days));
        let next = model::next(&domain.standing, verdict, tx.now(), lost_after);
        store::settle(&mut tx, id, &next).await.map_err(|error| match error.constraint() {
            Some("link_domains_verified") => AffiliateError::Changed,
            _ => error.into(),
        })?;
        if next.state != was {
            let problem = next.problem.map(DomainProblem::as_str);
            let said = json!({ "host": domain.host, "from": was.as_str(), "to": next.state.as_str(), "problem": problem });
            tx.audit("affiliate.domain-state", id, said).await?;
            tx.emit(&changed(id, &domain, next.state, actor)).await?;
            forget(&mut tx, &domain.host).await?;
        }
        if next.state == DomainState::Lost && was != DomainState::Lost {
            store::wake_waiting(&mut tx, &domain.host).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn changed(id: LinkDomainId, domain: &store::Locked, state: DomainState, actor: &Actor) -> LinkDomainChanged {
    let (organisation_id, account_id) = match domain.owner {
        DomainOwner::Merchant(id) => (Some(id), None),
        DomainOwner::Influencer(id) => (None, Some(id)),
    };
    let (host, state) = (domain.host.clone(), state.as_str().to_owned());
    LinkDomainChanged { domain_id: id, organisation_id, account_id, host, state, by: actor.account_id() }
}
