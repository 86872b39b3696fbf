//! Own domains: proved by DNS, one at a time, lost in the end, their links alone.

use std::sync::Arc;

use affiliate::{
    Affiliate, AffiliateConfig, AffiliateError, DomainOwner, DomainProblem, DomainState, DomainsConfig, Follow, HostKnown,
    LinkDomainView, LinkDraft,
};
use contracts::affiliate::LinkDomainId;
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind};
use platform::jobs::{Registry, run_due};
use test_kit::{DnsServer, dns::Trouble};

use crate::trade::{Partner, Trade, link, visitor};

const HOST: &str = "go.marque.ma";
const LINKS: &str = "liens.griot.example";
const DAY: SignedDuration = SignedDuration::from_hours(24);

struct Stage {
    trade: Trade,
    partner: Partner,
    dns: DnsServer,
    affiliate: Affiliate,
}

impl Stage {
    async fn new() -> Self {
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

    fn merchant(&self) -> DomainOwner {
        DomainOwner::Merchant(self.trade.merchant)
    }

    /// The same host, claimed by the influencer.
    fn influencer(&self) -> DomainOwner {
        DomainOwner::Influencer(self.partner.actor.account_id().unwrap())
    }

    async fn add(&self, actor: &Actor, owner: DomainOwner, host: &str) -> LinkDomainView {
        let id = self.affiliate.add_link_domain(actor, owner, host).await.unwrap();
        self.affiliate.link_domain(actor, id).await.unwrap()
    }

    /// Writes its records; what was there of others stays.
    fn publish(&self, domain: &LinkDomainView) {
        self.dns.texts(&domain.txt_name, &[&["v=spf1 -all"], &[&domain.txt_value]]);
        self.dns.alias(&domain.host, domain.cname_target.as_deref().unwrap());
    }

    async fn check(&self, actor: &Actor, id: LinkDomainId) -> LinkDomainView {
        self.affiliate.check_link_domain(actor, id).await.unwrap()
    }

    /// A domain of the merchant that is proved.
    async fn verified(&self) -> LinkDomainView {
        let added = self.add(&self.trade.owner, self.merchant(), HOST).await;
        self.publish(&added);
        self.check(&self.trade.owner, added.id).await
    }

    /// Time goes by, and the job runs.
    async fn after(&self, time: SignedDuration) {
        let mut registry = Registry::new();
        self.affiliate.register(&mut registry);
        // Cron entries that are seen for the first time wait for their next time.
        run_due(&self.trade.db, &registry).await.unwrap();
        self.trade.pass(time);
        run_due(&self.trade.db, &registry).await.unwrap();
    }

    async fn state(&self, actor: &Actor, id: LinkDomainId) -> (DomainState, Option<DomainProblem>) {
        let domain = self.affiliate.link_domain(actor, id).await.unwrap();
        (domain.state, domain.problem)
    }

    async fn host(&self) -> Arc<HostKnown> {
        self.affiliate.host(HOST).await.unwrap()
    }

    /// What a message on the bus brings: not at once, and without waiting for a time.
    async fn eventually_served(&self, served: Option<LinkDomainId>) {
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

    async fn count(&self, sql: &'static str) -> i64 {
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
    let told = "SELECT array_to_string(array_agg(payload->>'state' ORDER BY id), ' ') FROM platform.outbox
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

#[tokio::test]
async fn a_link_answers_on_its_domain_and_always_on_ours() {
    let stage = Stage::new().await;
    let (trade, partner) = (&stage.trade, &stage.partner);
    let domain = stage.verified().await;
    let affiliate = &stage.affiliate;
    let choices = affiliate.link_domain_choices(&partner.actor, partner.id).await.unwrap();
    assert_eq!(choices.iter().map(|one| (one.id, one.host.as_str())).collect::<Vec<_>>(), [(domain.id, HOST)]);
    let bound = LinkDraft { domain_id: Some(domain.id), ..link() };
    let id = affiliate.create_link(&partner.actor, partner.id, Some("promo"), None, &bound).await.unwrap();
    let platform = "https://griot.example/".parse().unwrap();
    assert_eq!(affiliate.link(&partner.actor, id).await.unwrap().address(&platform), "https://go.marque.ma/promo");
    let follow = |key: &str, on| Follow { key: key.into(), on, is_reading: true, ..Follow::default() };
    for (key, on, answers) in [
        ("promo", Some(domain.id), true),
        ("promo", None, true),
        ("promo", Some(LinkDomainId::generate()), false),
        ("afi-the", Some(domain.id), false),
        ("afi-the", None, true),
    ] {
        let followed = affiliate.follow(&follow(key, on)).await;
        assert_eq!(followed.is_ok(), answers, "{key} {on:?}");
        assert!(answers || matches!(followed, Err(AffiliateError::NotFound)));
    }
    // Bound later, by a change; one of somebody else's, or one that is not proved, cannot be chosen.
    let kofi = trade.influencer("Kofi", "TG", 1).await;
    let foreign = stage.add(&kofi, DomainOwner::Influencer(kofi.account_id().unwrap()), "kofi.marque.ma").await;
    stage.publish(&foreign);
    assert_eq!(stage.check(&kofi, foreign.id).await.state, DomainState::Verified);
    let waiting = stage.add(&partner.actor, stage.influencer(), "afi.marque.ma").await;
    for wrong in [foreign.id, waiting.id, LinkDomainId::generate()] {
        let draft = LinkDraft { domain_id: Some(wrong), ..link() };
        let refused = affiliate.edit_link(&partner.actor, partner.link_id, 1, &draft).await.unwrap_err();
        assert_eq!((refused.fields()[0].field.as_ref(), refused.fields()[0].code), ("domain_id", "affiliate-domain-unusable"));
    }
    affiliate.edit_link(&partner.actor, partner.link_id, 1, &bound).await.unwrap();
    assert_eq!(affiliate.link_domain(&trade.owner, domain.id).await.unwrap().links, 2);

    affiliate.remove_link_domain(&trade.owner, domain.id).await.unwrap();
    let view = affiliate.link(&partner.actor, id).await.unwrap();
    assert_eq!((view.domain_id, view.address(&platform)), (None, "https://griot.example/l/promo".to_owned()));
    assert!(affiliate.follow(&follow("promo", None)).await.is_ok());
    stage.eventually_served(None).await;
    assert_eq!(*stage.host().await, HostKnown::Nobodys);
}

#[tokio::test]
async fn the_link_of_a_lost_domain_is_shown_with_our_host_and_keeps_its_domain() {
    let stage = Stage::new().await;
    let partner = &stage.partner;
    let domain = stage.verified().await;
    let bound = LinkDraft { domain_id: Some(domain.id), ..link() };
    stage.affiliate.edit_link(&partner.actor, partner.link_id, 1, &bound).await.unwrap();
    sqlx::query("UPDATE affiliate.link_domains SET state = 'lost', check_at = NULL")
        .execute(stage.trade.db.pool())
        .await
        .unwrap();
    let view = stage.affiliate.link(&partner.actor, partner.link_id).await.unwrap();
    assert_eq!((view.domain_id, view.host), (Some(domain.id), None));
    let renamed = LinkDraft { label: "Autre".into(), ..bound };
    stage.affiliate.edit_link(&partner.actor, partner.link_id, 2, &renamed).await.unwrap();
    stage.check(&stage.trade.owner, domain.id).await;
    let view = stage.affiliate.link(&partner.actor, partner.link_id).await.unwrap();
    assert_eq!(view.host.as_deref(), Some(HOST));
}

#[tokio::test]
async fn what_cannot_be_added_is_refused_with_its_reason() {
    let stage = Stage::new().await;
    let (owner, merchant) = (&stage.trade.owner, stage.merchant());
    let add = async |host: &str| stage.affiliate.add_link_domain(owner, merchant, host).await.map_err(|error| error.to_string());
    for (host, code) in [
        ("https://go.marque.ma/", "affiliate-domain-form"),
        ("griot.example", "affiliate-domain-ours"),
        ("a.liens.griot.example", "affiliate-domain-ours"),
        ("co.ma", "affiliate-domain-suffix"),
    ] {
        let refused = stage.affiliate.add_link_domain(owner, merchant, host).await.unwrap_err();
        assert_eq!((refused.fields()[0].field.as_ref(), refused.fields()[0].code), ("host", code), "{host}");
    }
    add(HOST).await.unwrap();
    let again = stage.affiliate.add_link_domain(owner, merchant, HOST).await.unwrap_err();
    assert_eq!(again.fields()[0].code, "affiliate-domain-known");
    add("a.marque.ma").await.unwrap();
    let more = stage.affiliate.add_link_domain(owner, merchant, "b.marque.ma").await;
    assert!(matches!(more, Err(AffiliateError::Conflict("affiliate-too-many-domains"))));
    let off = stage.trade.affiliate.add_link_domain(owner, merchant, "c.marque.ma").await;
    assert!(matches!(off, Err(AffiliateError::Conflict("affiliate-domains-off"))), "no host for links");
    let stranger = stage.trade.stranger().await;
    let nobody = DomainOwner::Influencer(stranger.account_id().unwrap());
    let faceless = stage.affiliate.add_link_domain(&stranger, nobody, "d.marque.ma").await;
    assert!(matches!(faceless, Err(AffiliateError::Conflict("affiliate-domain-no-profile"))));
}

#[tokio::test]
async fn the_root_leads_where_its_owner_said_and_over_https() {
    let stage = Stage::new().await;
    let owner = &stage.trade.owner;
    let domain = stage.verified().await;
    let set = async |text: Option<&str>| stage.affiliate.set_link_domain_root(owner, domain.id, text).await;
    for wrong in ["http://marque.ma/", "javascript:alert(1)", "//marque.ma", "https://127.0.0.1/", "https://go.marque.ma/", "x"] {
        let refused = set(Some(wrong)).await.unwrap_err();
        assert_eq!(
            (refused.fields()[0].field.as_ref(), refused.fields()[0].code),
            ("root_url", "affiliate-domain-root"),
            "{wrong}"
        );
    }
    set(Some(" https://marque.ma/été ")).await.unwrap();
    let root = stage.affiliate.link_domain(owner, domain.id).await.unwrap().root_url;
    assert_eq!(root.as_deref(), Some("https://marque.ma/%C3%A9t%C3%A9"));
    set(Some("  ")).await.unwrap();
    assert_eq!(stage.affiliate.link_domain(owner, domain.id).await.unwrap().root_url, None);
}

#[tokio::test]
async fn looking_by_hand_is_limited() {
    let stage = Stage::new().await;
    let domain = stage.verified().await;
    for _ in 0..9 {
        stage.check(&stage.trade.owner, domain.id).await;
    }
    let asked = stage.dns.asked().len();
    let more = stage.affiliate.check_link_domain(&stage.trade.owner, domain.id).await.unwrap_err();
    assert_eq!((more.kind(), stage.dns.asked().len()), (ErrorKind::RateLimited, asked));
}

#[tokio::test]
async fn domains_are_nothing_to_strangers_and_members_only_look() {
    let stage = Stage::new().await;
    let domain = stage.verified().await;
    let affiliate = &stage.affiliate;
    for (actor, kind) in [
        (visitor(), ErrorKind::Unauthenticated),
        (stage.trade.stranger().await, ErrorKind::NotFound),
        (stage.partner.actor.clone(), ErrorKind::NotFound),
        (stage.trade.member.clone(), ErrorKind::Forbidden),
    ] {
        let answers = [
            affiliate.add_link_domain(&actor, stage.merchant(), "b.marque.ma").await.map(drop),
            affiliate.check_link_domain(&actor, domain.id).await.map(drop),
            affiliate.set_link_domain_root(&actor, domain.id, None).await,
            affiliate.remove_link_domain(&actor, domain.id).await,
        ];
        for (number, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.unwrap_err().kind(), kind, "{number} {kind:?}");
        }
        let looks = kind == ErrorKind::Forbidden;
        assert_eq!(affiliate.link_domain(&actor, domain.id).await.is_ok(), looks);
        assert_eq!(affiliate.link_domains(&actor, stage.merchant()).await.is_ok(), looks);
    }
    let others = affiliate.link_domains(&stage.trade.owner, stage.influencer()).await.unwrap_err();
    assert_eq!(others.kind(), ErrorKind::NotFound);
    let choices = affiliate.link_domain_choices(&stage.trade.stranger().await, stage.partner.id).await.unwrap_err();
    assert_eq!(choices.kind(), ErrorKind::NotFound);
    assert_eq!(stage.state(&stage.trade.owner, domain.id).await.0, DomainState::Verified);
}
