//! Own domains: proved by DNS, one at a time, lost in the end.

use std::sync::Arc;

use affiliate::{Affiliate, AffiliateConfig, DomainOwner, DomainProblem, DomainState, DomainsConfig, HostKnown, LinkDomainView};
use contracts::affiliate::LinkDomainId;
use jiff::SignedDuration;
use kernel::Actor;
use platform::jobs::{Registry, run_due};
use test_kit::{DnsServer, dns::Trouble};

use crate::trade::{Partner, Trade};

pub(crate) const HOST: &str = "go.marque.ma";
const LINKS: &str = "liens.griot.example";
const DAY: SignedDuration = SignedDuration::from_hours(24);

pub(crate) struct Stage {
    pub(crate) trade: Trade,
    pub(crate) partner: Partner,
    pub(crate) dns: DnsServer,
    pub(crate) affiliate: Affiliate,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let (trade, partner) = Trade::linked().await;
        let dns = DnsServer::start().await;
        dns.addresses(LINKS, &["192.0.2.1", "2001:db8::1"]);
        let domains = DomainsConfig {
            per_owner: 2,
            link_host: Some(LINKS.into()),
            platform_host: Some("griot.example".into()),
            name_server: Some(dns.address()),
            ..DomainsConfig::default()
        };
        let affiliate = trade.affiliate_as(AffiliateConfig { domains, ..AffiliateConfig::default() });
        Self { trade, partner, dns, affiliate }
    }

    pub(crate) fn merchant(&self) -> DomainOwner {
        DomainOwner::Merchant(self.trade.merchant)
    }

    /// The same host, claimed by the influencer.
    pub(crate) fn influencer(&self) -> DomainOwner {
        DomainOwner::Influencer(self.partner.actor.account_id().unwrap())
    }

    pub(crate) async fn add(&self, actor: &Actor, owner: DomainOwner, host: &str) -> LinkDomainView {
        let id = self.affiliate.add_link_domain(actor, owner, host).await.unwrap();
        self.affiliate.link_domain(actor, id).await.unwrap()
    }

    /// Writes its records; what was there of others stays.
    pub(crate) fn publish(&self, domain: &LinkDomainView) {
        self.dns.texts(&domain.txt_name, &[&["v=spf1 -all"], &[&domain.txt_value]]);
        self.dns.alias(&domain.host, domain.cname_target.as_deref().unwrap());
    }

    pub(crate) async fn check(&self, actor: &Actor, id: LinkDomainId) -> LinkDomainView {
        self.affiliate.check_link_domain(actor, id).await.unwrap()
    }

    /// A domain of the merchant that is proved.
    pub(crate) async fn verified(&self) -> LinkDomainView {
        let added = self.add(&self.trade.owner, self.merchant(), HOST).await;
        self.publish(&added);
        self.check(&self.trade.owner, added.id).await
    }

    /// Time goes by, and the job runs.
    pub(crate) async fn after(&self, time: SignedDuration) {
        let mut registry = Registry::new();
        self.affiliate.register(&mut registry);
        // Cron entries that are seen for the first time wait for their next time.
        run_due(&self.trade.db, &registry).await.unwrap();
        self.trade.pass(time);
        run_due(&self.trade.db, &registry).await.unwrap();
    }

    pub(crate) async fn state(&self, actor: &Actor, id: LinkDomainId) -> (DomainState, Option<DomainProblem>) {
        let domain = self.affiliate.link_domain(actor, id).await.unwrap();
        (domain.state, domain.problem)
    }

    pub(crate) async fn host(&self) -> Arc<HostKnown> {
        self.affiliate.host(HOST).await.unwrap()
    }

    /// What a message on the bus brings: not at once, and without waiting for a time.
    pub(crate) async fn eventually_served(&self, served: Option<LinkDomainId>) {
        for _ in 0..500 {
            let now = match *self.host().await {
                HostKnown::Served { id, .. } => Some(id),
                HostKnown::Unproved | HostKnown::Nobodys => None,
            };
            if now == served {
                return;
            }
            sqlx::query("SELECT pg_sleep(0.01)").execute(self.trade.db.pool()).await.unwrap();
        }
        panic!("it is not served by {served:?}");
    }

    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.trade.db.pool()).await.unwrap()
    }
}

#[tokio::test]
async fn a_domain_is_served_once_its_records_are_there_and_not_before() {
    let stage = Stage::new().await;
    let owner = &stage.trade.owner;
    assert_eq!(*stage.host().await, HostKnown::Nobodys);
    let domain = stage.add(owner, stage.merchant(), " GO.Marque.ma. ").await;
    assert_eq!((domain.host.as_str(), domain.state, domain.problem), (HOST, DomainState::Waiting, None));
    assert_eq!((domain.txt_name.as_str(), domain.cname_target.as_deref()), ("_griot.go.marque.ma", Some(LINKS)));
    for (problem, write) in [
        (DomainProblem::NoTxt, None),
        (DomainProblem::OtherTxt, Some("griot-domain=00000000000000000000000000000000")),
        (DomainProblem::Nowhere, Some(domain.txt_value.as_str())),
    ] {
        if let Some(text) = write {
            stage.dns.texts(&domain.txt_name, &[&[text]]);
        }
        let looked = stage.check(owner, domain.id).await;
        assert_eq!((looked.state, looked.problem), (DomainState::Waiting, Some(problem)));
        assert_eq!(*stage.host().await, HostKnown::Unproved);
    }
    stage.dns.addresses(HOST, &["192.0.2.1", "198.51.100.9"]);
    assert_eq!(stage.check(owner, domain.id).await.problem, Some(DomainProblem::Elsewhere));
    // A record is a row of strings, and addresses do as well as an alias.
    let (start, end) = domain.txt_value.split_at(20);
    stage.dns.texts(&domain.txt_name, &[&[start, end]]);
    stage.dns.addresses(HOST, &["192.0.2.1"]);
    let proved = stage.check(owner, domain.id).await;
    assert_eq!((proved.state, proved.problem, proved.failing_since), (DomainState::Verified, None, None));
    stage.eventually_served(Some(domain.id)).await;
    assert_eq!(stage.count("SELECT count(*) FROM platform.audit WHERE action LIKE 'affiliate.domain-%'").await, 2);
}

#[tokio::test]
async fn silence_and_failures_of_name_servers_say_nothing() {
    let stage = Stage::new().await;
    let owner = &stage.trade.owner;
    let domain = stage.verified().await;
    for trouble in [Trouble::Silence, Trouble::Failure, Trouble::Refusal] {
        stage.dns.trouble(&domain.txt_name, Some(trouble));
        let looked = stage.check(owner, domain.id).await;
        assert_eq!((looked.state, looked.problem), (DomainState::Verified, Some(DomainProblem::NoAnswer)), "{trouble:?}");
        assert_eq!(looked.failing_since, None);
    }
    // Weeks of it neither lose what is proved nor prove what is not.
    stage.after(DAY * 30).await;
    assert_eq!(stage.state(owner, domain.id).await, (DomainState::Verified, Some(DomainProblem::NoAnswer)));
    stage.dns.trouble(&domain.txt_name, None);
    stage.after(SignedDuration::from_hours(2)).await;
    assert_eq!(stage.state(owner, domain.id).await, (DomainState::Verified, None));
    assert_eq!(stage.count("SELECT count(*) FROM platform.outbox WHERE topic LIKE 'affiliate.link-domain%'").await, 1);
}

#[tokio::test]
async fn what_is_not_proved_for_a_week_is_lost_and_told_once_each() {
    let stage = Stage::new().await;
    let owner = &stage.trade.owner;
    let domain = stage.verified().await;
    stage.eventually_served(Some(domain.id)).await;
    stage.dns.forget(&domain.txt_name);
    stage.after(DAY + SignedDuration::from_mins(5)).await;
    let failing = stage.affiliate.link_domain(owner, domain.id).await.unwrap();
    assert_eq!((failing.state, failing.problem), (DomainState::Failing, Some(DomainProblem::NoTxt)));
    assert_eq!(failing.lost_at, failing.failing_since.map(|since| since + DAY * 7));
    stage.eventually_served(Some(domain.id)).await;
    for _ in 0..6 {
        stage.after(DAY).await;
        assert_eq!(stage.state(owner, domain.id).await.0, DomainState::Failing);
    }
    stage.after(DAY).await;
    assert_eq!(stage.state(owner, domain.id).await, (DomainState::Lost, Some(DomainProblem::NoTxt)));
    stage.eventually_served(None).await;
    let told = "SELECT array_to_string(array_agg(payload->>'state' ORDER BY event_id), ' ') FROM platform.outbox
                WHERE topic = 'affiliate.link-domain-changed.v1'";
    let told: String = sqlx::query_scalar(told).fetch_one(stage.trade.db.pool()).await.unwrap();
    assert_eq!(told, "verified failing lost");
    // Its owner takes it back.
    stage.publish(&domain);
    assert_eq!(stage.check(owner, domain.id).await.state, DomainState::Verified);
    stage.eventually_served(Some(domain.id)).await;
}

#[tokio::test]
async fn a_host_is_served_for_one_and_passes_to_who_proves_it_when_it_is_lost() {
    let stage = Stage::new().await;
    let (owner, influencer) = (&stage.trade.owner, &stage.partner.actor);
    let first = stage.verified().await;
    let second = stage.add(influencer, stage.influencer(), HOST).await;
    assert_ne!(first.txt_value, second.txt_value);
    stage.publish(&second);
    let taken = stage.check(influencer, second.id).await;
    assert_eq!((taken.state, taken.problem), (DomainState::Waiting, Some(DomainProblem::Taken)));
    stage.eventually_served(Some(first.id)).await;
    // The first one's record is gone: it is looked at soon, fails, and is lost; who waits is looked at by itself.
    stage.after(SignedDuration::from_mins(10)).await;
    assert_eq!(stage.state(owner, first.id).await.0, DomainState::Failing);
    for _ in 0..7 {
        stage.after(DAY).await;
    }
    stage.after(SignedDuration::from_mins(10)).await;
    assert_eq!(stage.state(owner, first.id).await.0, DomainState::Lost);
    assert_eq!(stage.state(influencer, second.id).await, (DomainState::Verified, None));
    stage.eventually_served(Some(second.id)).await;
    // Both cannot have it, whatever DNS says.
    stage.dns.texts(&first.txt_name, &[&[&first.txt_value], &[&second.txt_value]]);
    assert_eq!(stage.check(owner, first.id).await.problem, Some(DomainProblem::Taken));
}
