//! Partnerships: asked for, answered, ended.

use affiliate::{Admission, AffiliateError, Answer, PartnershipState, ProgramDraft, ProgramState};
use jiff::SignedDuration;
use kernel::{AppError as _, ErrorKind, PageRequest};

use crate::trade::{Trade, account, draft, person, terms, visitor};

#[tokio::test]
async fn somebody_asks_is_taken_and_leaves() {
    let (trade, program_id) = Trade::open().await;
    let afi = trade.influencer("Afi", "TG", 5000).await;
    let id = trade.affiliate.ask(&afi, program_id, " Je bois votre thé. ").await.unwrap();
    let waiting =
        trade.affiliate.partnerships(&trade.member, program_id, Some(PartnershipState::Requested), &PageRequest::first()).await;
    let waiting = waiting.unwrap().items;
    assert_eq!(
        (waiting.len(), waiting[0].message.as_str(), waiting[0].influencer_name.as_str()),
        (1, "Je bois votre thé.", "Afi")
    );
    trade.affiliate.answer(&trade.owner, id, Answer::Accept(None), "Bienvenue").await.unwrap();
    let twice = trade.affiliate.answer(&trade.owner, id, Answer::Refuse, "").await;
    assert!(matches!(twice, Err(AffiliateError::WrongState)));
    let mine = trade.affiliate.my_partnerships(&afi, &PageRequest::first()).await.unwrap().items;
    assert_eq!((mine[0].state, mine[0].answer.as_str()), (PartnershipState::Active, "Bienvenue"));
    trade.pass(SignedDuration::from_hours(24));
    trade.affiliate.end_partnership(&afi, id).await.unwrap();
    assert_eq!(trade.affiliate.partnership(&afi, id).await.unwrap().state, PartnershipState::Ended);
    let spans: (i64, i64) = sqlx::query_as("SELECT count(*), count(ends_at) FROM affiliate.partnership_spans")
        .fetch_one(trade.db.pool())
        .await
        .unwrap();
    assert_eq!(spans, (1, 1));
}

#[tokio::test]
async fn who_was_refused_or_left_asks_again_after_thirty_days() {
    let (trade, program_id) = Trade::open().await;
    let afi = trade.influencer("Afi", "TG", 5000).await;
    let id = trade.affiliate.ask(&afi, program_id, "").await.unwrap();
    let code = async || trade.affiliate.ask(&afi, program_id, "").await.unwrap_err().code();
    assert_eq!(code().await, "affiliate-asked-already");
    trade.affiliate.answer(&trade.owner, id, Answer::Refuse, "Pas cette fois").await.unwrap();
    trade.pass(SignedDuration::from_hours(24 * 29));
    assert_eq!(code().await, "affiliate-ask-later");
    trade.pass(SignedDuration::from_hours(24));
    assert_eq!(trade.affiliate.ask(&afi, program_id, "").await.unwrap(), id);
    trade.affiliate.answer(&trade.owner, id, Answer::Accept(None), "").await.unwrap();
    assert_eq!(code().await, "affiliate-partner-already");
    trade.affiliate.end_partnership(&trade.owner, id).await.unwrap();
    assert_eq!(code().await, "affiliate-ask-later");
}

#[tokio::test]
async fn who_fits_the_rule_is_taken_without_being_read() {
    let (trade, program_id) = Trade::open().await;
    let admission = Admission { automatic: true, followers: Some(1000), countries: vec!["TG".into()] };
    let version = trade.affiliate.program(&trade.owner, program_id).await.unwrap().version;
    trade.affiliate.edit_program(&trade.owner, program_id, version, &ProgramDraft { admission, ..draft() }).await.unwrap();
    for (name, country, followers, state) in [
        ("Afi", "TG", 1000, PartnershipState::Active),
        ("Kossi", "TG", 999, PartnershipState::Requested),
        ("Leïla", "MA", 90_000, PartnershipState::Requested),
    ] {
        let influencer = trade.influencer(name, country, followers).await;
        let id = trade.affiliate.ask(&influencer, program_id, "").await.unwrap();
        let view = trade.affiliate.partnership(&influencer, id).await.unwrap();
        assert_eq!((view.state, view.is_automatic), (state, state == PartnershipState::Active), "{name}");
    }
}

#[tokio::test]
async fn who_was_refused_or_ended_is_read_when_they_ask_again_whatever_the_rule() {
    let (trade, program_id) = Trade::open().await;
    let admission = Admission { automatic: true, followers: None, countries: Vec::new() };
    let read = trade.influencer("Afi", "TG", 5000).await;
    let refused = trade.affiliate.ask(&read, program_id, "").await.unwrap();
    trade.affiliate.answer(&trade.owner, refused, Answer::Refuse, "").await.unwrap();
    let version = trade.affiliate.program(&trade.owner, program_id).await.unwrap().version;
    trade.affiliate.edit_program(&trade.owner, program_id, version, &ProgramDraft { admission, ..draft() }).await.unwrap();
    let taken = trade.influencer("Kossi", "TG", 5000).await;
    let ended = trade.affiliate.ask(&taken, program_id, "").await.unwrap();
    trade.affiliate.end_partnership(&trade.owner, ended).await.unwrap();
    trade.pass(SignedDuration::from_hours(24 * 30));
    for (influencer, id) in [(read, refused), (taken, ended)] {
        assert_eq!(trade.affiliate.ask(&influencer, program_id, "").await.unwrap(), id);
        let view = trade.affiliate.partnership(&influencer, id).await.unwrap();
        assert_eq!((view.state, view.is_automatic), (PartnershipState::Requested, false));
        trade.affiliate.answer(&trade.owner, id, Answer::Accept(None), "").await.unwrap();
    }
}

#[tokio::test]
async fn links_of_a_partner_who_is_taken_again_count_at_once() {
    let (trade, partner) = Trade::linked().await;
    trade.until_fault("afi-the", "").await;
    trade.affiliate.end_partnership(&trade.owner, partner.id).await.unwrap();
    trade.until_fault("afi-the", "no_partnership").await;
    trade.pass(SignedDuration::from_hours(24 * 31));
    trade.affiliate.ask(&partner.actor, partner.program_id, "Encore").await.unwrap();
    trade.affiliate.answer(&trade.owner, partner.id, Answer::Accept(None), "").await.unwrap();
    trade.until_fault("afi-the", "").await;
}

#[tokio::test]
async fn only_an_open_program_is_asked_and_only_by_somebody_with_a_profile() {
    let (trade, program_id) = Trade::open().await;
    let nobody = person(account(&trade.db).await);
    assert_eq!(trade.affiliate.ask(&nobody, program_id, "").await.unwrap_err().code(), "affiliate-no-profile");
    assert_eq!(trade.affiliate.ask(&visitor(), program_id, "").await.unwrap_err().kind(), ErrorKind::Unauthenticated);
    let afi = trade.influencer("Afi", "TG", 5000).await;
    let long = trade.affiliate.ask(&afi, program_id, &"a".repeat(2001)).await.unwrap_err();
    assert_eq!(long.fields()[0].field, "message");
    trade.affiliate.set_program_state(&trade.owner, program_id, ProgramState::Paused).await.unwrap();
    assert!(matches!(trade.affiliate.ask(&afi, program_id, "").await, Err(AffiliateError::WrongState)));
}

#[tokio::test]
async fn two_requests_at_once_are_one_partnership() {
    let (trade, program_id) = Trade::open().await;
    let afi = trade.influencer("Afi", "TG", 5000).await;
    let (one, two) = tokio::join!(trade.affiliate.ask(&afi, program_id, "un"), trade.affiliate.ask(&afi, program_id, "deux"));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|done| **done).count(), 1);
}

#[tokio::test]
async fn a_partnership_is_nothing_to_strangers_and_moved_by_those_who_manage() {
    let (trade, partner) = Trade::linked().await;
    let group_id = trade.affiliate.add_group(&trade.owner, partner.program_id, "Ambassadeurs", &terms()).await.unwrap();
    for (actor, kind) in [
        (visitor(), ErrorKind::Unauthenticated),
        (trade.stranger().await, ErrorKind::NotFound),
        (trade.influencer("Kossi", "TG", 1).await, ErrorKind::NotFound),
    ] {
        let answers = [
            trade.affiliate.partnership(&actor, partner.id).await.map(drop),
            trade.affiliate.answer(&actor, partner.id, Answer::Refuse, "").await,
            trade.affiliate.move_to_group(&actor, partner.id, group_id).await,
            trade.affiliate.end_partnership(&actor, partner.id).await,
            trade.affiliate.partnerships(&actor, partner.program_id, None, &PageRequest::first()).await.map(drop),
        ];
        for (number, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.unwrap_err().kind(), kind, "{number} {kind:?}");
        }
    }
    let by_member = trade.affiliate.move_to_group(&trade.member, partner.id, group_id).await.unwrap_err();
    assert_eq!(by_member.kind(), ErrorKind::Forbidden);
    trade.affiliate.move_to_group(&trade.owner, partner.id, group_id).await.unwrap();
    assert_eq!(trade.affiliate.partnership(&partner.actor, partner.id).await.unwrap().group_id, group_id);
    let (other, _) = Trade::open().await;
    let foreign = other.affiliate.program_of(&other.owner, other.merchant).await.unwrap().unwrap().groups[0].id;
    let refused = trade.affiliate.move_to_group(&trade.owner, partner.id, foreign).await.unwrap_err();
    assert_eq!(refused.fields()[0].field, "group_id");
}
