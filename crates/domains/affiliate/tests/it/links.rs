//! Links and codes: made, changed, theirs alone.

use affiliate::{AffiliateError, Answer, CodeDraft, LinkDraft, LinkState, Target};
use contracts::affiliate::ProductId;
use jiff::SignedDuration;
use kernel::{AppError as _, ErrorKind, PageRequest};
use platform::agent::Device;

use crate::trade::{Trade, link, start, visitor};

#[tokio::test]
async fn a_link_leads_to_the_programs_hosts_and_nowhere_else() {
    let (trade, partner) = Trade::linked().await;
    let elsewhere = "https://evil.test/".to_owned();
    let target = Target { country: Some("MA".into()), device: None, url: elsewhere.clone() };
    let everywhere = Target { country: None, device: None, url: "https://thes.example/".into() };
    let wrong = [
        (LinkDraft { destination: elsewhere.clone(), ..link() }, "destination"),
        (LinkDraft { destination: "https://thes.example@evil.test/".into(), ..link() }, "destination"),
        (LinkDraft { expired_url: Some(elsewhere), ..link() }, "expired_url"),
        (LinkDraft { targets: vec![target], ..link() }, "targets.0"),
        (LinkDraft { targets: vec![everywhere], ..link() }, "targets.0"),
        (LinkDraft { label: "a\nb".into(), ..link() }, "label"),
    ];
    for (draft, field) in wrong {
        let made = trade.affiliate.create_link(&partner.actor, partner.id, None, None, &draft).await.unwrap_err();
        assert_eq!(made.fields()[0].field, field);
        let changed = trade.affiliate.edit_link(&partner.actor, partner.link_id, 1, &draft).await.unwrap_err();
        assert_eq!(changed.fields()[0].field, field);
    }
    let foreign = trade.affiliate.create_link(&partner.actor, partner.id, None, Some(ProductId::generate()), &link()).await;
    assert_eq!(foreign.unwrap_err().fields()[0].field, "product_id");
}

#[tokio::test]
async fn a_key_names_one_link_for_ever() {
    let (trade, partner) = Trade::linked().await;
    let create = async |key: Option<&str>| trade.affiliate.create_link(&partner.actor, partner.id, key, None, &link()).await;
    assert_eq!(create(Some("afi-the")).await.unwrap_err().fields()[0].code, "affiliate-key-taken");
    assert_eq!(create(Some("a b")).await.unwrap_err().fields()[0].field, "key");
    let drawn = create(None).await.unwrap();
    let view = trade.affiliate.link(&partner.actor, drawn).await.unwrap();
    assert_eq!(view.key.len(), 8);
    let sql = "UPDATE affiliate.links SET key = 'autre' WHERE key = 'afi-the'";
    assert!(sqlx::query(sql).execute(trade.db.pool()).await.is_err());
    let listed = trade.affiliate.links(&trade.member, partner.id, &PageRequest::new(Some(1), None)).await.unwrap();
    assert_eq!((listed.items[0].id, listed.next.is_some()), (drawn, true));
}

#[tokio::test]
async fn a_change_needs_what_was_read_and_an_active_partnership() {
    let (trade, partner) = Trade::linked().await;
    let target = Target { country: None, device: Some(Device::Phone), url: "https://m.thes.example/".into() };
    let draft = LinkDraft { targets: vec![target], expires_at: Some(start() + SignedDuration::from_hours(1)), ..link() };
    trade.affiliate.edit_link(&partner.actor, partner.link_id, 1, &draft).await.unwrap();
    let stale = trade.affiliate.edit_link(&partner.actor, partner.link_id, 1, &link()).await;
    assert!(matches!(stale, Err(AffiliateError::Changed)));
    let view = trade.affiliate.link(&partner.actor, partner.link_id).await.unwrap();
    assert_eq!((view.targets, view.expires_at, view.version), (draft.targets, draft.expires_at, 2));
    trade.affiliate.end_partnership(&trade.owner, partner.id).await.unwrap();
    let over = trade.affiliate.create_link(&partner.actor, partner.id, None, None, &link()).await;
    assert!(matches!(over, Err(AffiliateError::WrongState)));
}

#[tokio::test]
async fn links_and_codes_are_nothing_to_strangers() {
    let (trade, partner) = Trade::linked().await;
    let code = CodeDraft { code: "AFI10".into(), ends_at: None };
    let code_id = trade.affiliate.create_code(&trade.owner, partner.id, &code).await.unwrap();
    let page = PageRequest::first();
    for (actor, kind) in [
        (visitor(), ErrorKind::Unauthenticated),
        (trade.stranger().await, ErrorKind::NotFound),
        (trade.influencer("Kossi", "TG", 1).await, ErrorKind::NotFound),
    ] {
        let affiliate = &trade.affiliate;
        let answers = [
            affiliate.create_link(&actor, partner.id, None, None, &link()).await.map(drop),
            affiliate.edit_link(&actor, partner.link_id, 1, &link()).await,
            affiliate.set_link_state(&actor, partner.link_id, LinkState::Off).await,
            affiliate.link(&actor, partner.link_id).await.map(drop),
            affiliate.links(&actor, partner.id, &page).await.map(drop),
            affiliate.codes(&actor, partner.id).await.map(drop),
            affiliate.create_code(&actor, partner.id, &CodeDraft { code: "VOL10".into(), ends_at: None }).await.map(drop),
            affiliate.end_code(&actor, code_id).await,
        ];
        for (number, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.unwrap_err().kind(), kind, "{number} {kind:?}");
        }
    }
    // Links are their influencer's to change, codes their merchant's.
    let by_merchant = trade.affiliate.edit_link(&trade.owner, partner.link_id, 1, &link()).await;
    assert!(matches!(by_merchant, Err(AffiliateError::NotFound)));
    let by_partner = trade.affiliate.end_code(&partner.actor, code_id).await;
    assert!(matches!(by_partner, Err(AffiliateError::NotFound)));
    assert!(trade.affiliate.link(&trade.member, partner.link_id).await.is_ok());
}

#[tokio::test]
async fn a_code_is_one_partners_in_a_program_and_ends() {
    let (trade, partner) = Trade::linked().await;
    let code = |text: &str| CodeDraft { code: text.into(), ends_at: None };
    trade.affiliate.create_code(&trade.owner, partner.id, &code(" afi 10 ")).await.unwrap();
    let kossi = trade.influencer("Kossi", "TG", 1).await;
    let other = trade.affiliate.ask(&kossi, partner.program_id, "").await.unwrap();
    let early = trade.affiliate.create_code(&trade.owner, other, &code("KOSSI")).await;
    assert!(matches!(early, Err(AffiliateError::WrongState)), "not a partner yet");
    trade.affiliate.answer(&trade.owner, other, Answer::Accept(None), "").await.unwrap();
    for text in ["AFI10", "é", ""] {
        let refused = trade.affiliate.create_code(&trade.owner, other, &code(text)).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, "code", "{text}");
    }
    let past = CodeDraft { code: "HIER".into(), ends_at: Some(start()) };
    assert_eq!(trade.affiliate.create_code(&trade.owner, other, &past).await.unwrap_err().fields()[0].field, "ends_at");
    let codes = trade.affiliate.codes(&partner.actor, partner.id).await.unwrap();
    assert_eq!((codes.len(), codes[0].code.as_str(), codes[0].ends_at), (1, "AFI10", None));
    trade.pass(SignedDuration::from_hours(1));
    trade.affiliate.end_code(&trade.owner, codes[0].id).await.unwrap();
    trade.pass(SignedDuration::from_hours(1));
    trade.affiliate.end_code(&trade.owner, codes[0].id).await.unwrap();
    let ended = trade.affiliate.codes(&partner.actor, partner.id).await.unwrap()[0].ends_at;
    assert_eq!(ended, Some(start() + SignedDuration::from_hours(1)));
}

#[tokio::test]
async fn who_made_and_changed_a_link_stands_in_the_audit_trail() {
    let (trade, partner) = Trade::linked().await;
    let other = LinkDraft { destination: "https://thes.example/vert".into(), ..link() };
    trade.affiliate.edit_link(&partner.actor, partner.link_id, 1, &other).await.unwrap();
    let sql = "SELECT action, details ->> 'destination' FROM platform.audit
               WHERE subject = $1 AND account_id = $2 ORDER BY id";
    let lines: Vec<(String, String)> = sqlx::query_as(sql)
        .bind(partner.link_id.to_string())
        .bind(partner.actor.account_id().unwrap().as_uuid())
        .fetch_all(trade.db.pool())
        .await
        .unwrap();
    let line = |action: &str, destination: &str| (action.to_owned(), destination.to_owned());
    let made = line("affiliate.link-created", "https://thes.example/menthe");
    assert_eq!(lines, [made, line("affiliate.link-edited", "https://thes.example/vert")]);
}
