//! Links on own domains, and who may do what with a domain.

use affiliate::{AffiliateError, DomainOwner, DomainState, Follow, HostKnown, LinkDraft};
use contracts::affiliate::LinkDomainId;
use kernel::{AppError as _, ErrorKind};

use crate::{
    domains::{HOST, Stage},
    trade::{link, visitor},
};

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
