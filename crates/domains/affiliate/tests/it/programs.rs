//! Programs: begun, opened, their terms followed by others.

use affiliate::{
    AffiliateError, Listing, ProgramDraft, ProgramState, Terms,
    attribution::{CouponRule, Model, Policy},
};
use kernel::{AppError as _, Currency, ErrorKind};

use crate::trade::{Trade, dirham, draft, in_organisation, organisation, terms, visitor};

#[tokio::test]
async fn a_merchant_has_one_program_and_an_organisation_of_another_kind_none() {
    let (trade, id) = Trade::open().await;
    let again = trade.affiliate.create_program(&trade.owner, trade.merchant, &draft(), &Policy::default(), &terms()).await;
    assert_eq!(again.unwrap_err().code(), "affiliate-one-program");
    let agency = organisation(&trade.db, "agency").await;
    let owner = in_organisation(&trade.db, agency, "owner").await;
    let other = trade.affiliate.create_program(&owner, agency, &draft(), &Policy::default(), &terms()).await;
    assert!(matches!(other, Err(AffiliateError::NotFound)));
    let view = trade.affiliate.program(&visitor(), id).await.unwrap();
    assert_eq!((view.state, view.groups.len(), view.policy.version), (ProgramState::Open, 1, 1));
}

#[tokio::test]
async fn a_program_is_opened_by_a_merchant_whom_everybody_sees() {
    let (trade, id) = Trade::open().await;
    let (affiliate, owner) = (&trade.affiliate, &trade.owner);
    affiliate.set_merchant_listed(owner, trade.merchant, Listing::Unlisted).await.unwrap();
    affiliate.set_program_state(owner, id, ProgramState::Paused).await.unwrap();
    let refused = affiliate.set_program_state(owner, id, ProgramState::Open).await.unwrap_err();
    assert_eq!(refused.code(), "affiliate-program-unlisted");
    affiliate.set_merchant_listed(owner, trade.merchant, Listing::Listed).await.unwrap();
    affiliate.set_program_state(owner, id, ProgramState::Open).await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_promised_names_its_field() {
    let trade = Trade::new().await;
    let create = async |draft: ProgramDraft, terms: Terms| {
        let error = trade.affiliate.create_program(&trade.owner, trade.merchant, &draft, &Policy::default(), &terms).await;
        error.unwrap_err().fields().iter().map(|field| field.field.clone()).collect::<Vec<_>>()
    };
    assert_eq!(create(ProgramDraft { hosts: vec!["10.0.0.1".into()], ..draft() }, terms()).await, ["hosts"]);
    assert_eq!(
        create(ProgramDraft { hosts: vec!["thes.example".into(), "github.io".into()], ..draft() }, terms()).await,
        ["hosts"]
    );
    assert_eq!(create(ProgramDraft { title: " ".into(), ..draft() }, terms()).await, ["title"]);
    assert_eq!(create(draft(), Terms { sales: None, ..terms() }).await, ["sales"]);
    assert_eq!(create(draft(), Terms { window_days: 0, ..terms() }).await, ["window_days"]);
    assert_eq!(create(draft(), Terms { lead: Some(dirham(0)), ..terms() }).await, ["lead"]);
    // In another currency than the program's, whatever part says so.
    assert_eq!(create(ProgramDraft { currency: Currency::Eur, ..draft() }, terms()).await, ["sales", "minimum_payout"]);
}

#[tokio::test]
async fn terms_are_only_followed_by_others_and_changed_by_nobody_who_did_not_read_them() {
    let (trade, id) = Trade::open().await;
    let group = trade.affiliate.program(&trade.owner, id).await.unwrap().groups.remove(0);
    let better = Terms { window_days: 60, ..terms() };
    trade.affiliate.set_terms(&trade.owner, group.id, 1, &better).await.unwrap();
    let late = trade.affiliate.set_terms(&trade.owner, group.id, 1, &terms()).await;
    assert!(matches!(late, Err(AffiliateError::Changed)));
    let versions = trade.affiliate.terms_of(&trade.member, group.id).await.unwrap();
    assert_eq!(versions.iter().map(|one| (one.version, one.terms.window_days)).collect::<Vec<_>>(), [(2, 60), (1, 30)]);
    assert_eq!(versions[1].id, group.terms.id);
    for sql in ["UPDATE affiliate.terms SET version = 9", "DELETE FROM affiliate.terms", "TRUNCATE affiliate.terms CASCADE"] {
        assert!(sqlx::query(sql).execute(trade.db.pool()).await.is_err(), "{sql}");
    }
    let policy = Policy { model: Model::First, coupon: CouponRule::Else };
    assert_eq!(trade.affiliate.set_policy(&trade.owner, id, &policy).await.unwrap(), 2);
    let policies = trade.affiliate.policies_of(&trade.member, id).await.unwrap();
    assert_eq!(policies.iter().map(|one| one.policy).collect::<Vec<_>>(), [policy, Policy::default()]);
    assert!(sqlx::query("UPDATE affiliate.policies SET version = 9").execute(trade.db.pool()).await.is_err());
}

#[tokio::test]
async fn the_currency_is_kept_and_what_is_closed_stays_closed() {
    let (trade, id) = Trade::open().await;
    let version = trade.affiliate.program(&trade.owner, id).await.unwrap().version;
    let other = ProgramDraft { currency: Currency::Eur, ..draft() };
    let refused = trade.affiliate.edit_program(&trade.owner, id, version, &other).await.unwrap_err();
    assert_eq!(refused.fields()[0].field, "currency");
    let stale = trade.affiliate.edit_program(&trade.owner, id, version - 1, &draft()).await;
    assert!(matches!(stale, Err(AffiliateError::Changed)));
    trade.affiliate.set_program_state(&trade.owner, id, ProgramState::Closed).await.unwrap();
    let again = trade.affiliate.set_program_state(&trade.owner, id, ProgramState::Open).await;
    assert!(matches!(again, Err(AffiliateError::WrongState)));
}

#[tokio::test]
async fn a_program_is_managed_by_its_owners_read_by_its_members_and_nothing_to_strangers() {
    let trade = Trade::new().await;
    let id = trade.affiliate.create_program(&trade.owner, trade.merchant, &draft(), &Policy::default(), &terms()).await.unwrap();
    let group_id = trade.affiliate.program(&trade.member, id).await.unwrap().groups[0].id;
    let stranger = trade.stranger().await;
    for (actor, kind) in [
        (visitor(), ErrorKind::Unauthenticated),
        (stranger.clone(), ErrorKind::NotFound),
        (trade.member.clone(), ErrorKind::Forbidden),
    ] {
        let affiliate = &trade.affiliate;
        let answers = [
            affiliate.create_program(&actor, trade.merchant, &draft(), &Policy::default(), &terms()).await.map(drop),
            affiliate.edit_program(&actor, id, 1, &draft()).await,
            affiliate.set_program_state(&actor, id, ProgramState::Open).await,
            affiliate.set_policy(&actor, id, &Policy::default()).await.map(drop),
            affiliate.add_group(&actor, id, "Ambassadeurs", &terms()).await.map(drop),
            affiliate.set_terms(&actor, group_id, 1, &terms()).await.map(drop),
        ];
        for (number, answer) in answers.into_iter().enumerate() {
            assert_eq!(answer.unwrap_err().kind(), kind, "{number} {kind:?}");
        }
    }
    for actor in [visitor(), stranger] {
        assert!(matches!(trade.affiliate.program(&actor, id).await, Err(AffiliateError::NotFound)), "a draft");
        assert!(trade.affiliate.program_of(&actor, trade.merchant).await.is_err());
        assert!(trade.affiliate.terms_of(&actor, group_id).await.is_err());
        assert!(trade.affiliate.policies_of(&actor, id).await.is_err());
    }
    assert!(trade.affiliate.program_of(&trade.member, trade.merchant).await.unwrap().is_some());
}

#[tokio::test]
async fn groups_other_than_the_first_are_the_merchants_business() {
    let (trade, id) = Trade::open().await;
    trade.affiliate.add_group(&trade.owner, id, "Ambassadeurs", &terms()).await.unwrap();
    let twice = trade.affiliate.add_group(&trade.owner, id, "Ambassadeurs", &terms()).await.unwrap_err();
    assert_eq!(twice.fields()[0].field, "name");
    assert_eq!(trade.affiliate.program(&trade.member, id).await.unwrap().groups.len(), 2);
    assert_eq!(trade.affiliate.program(&visitor(), id).await.unwrap().groups.len(), 1);
}
