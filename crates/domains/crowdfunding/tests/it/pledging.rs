use std::time::Duration;

use crowdfunding::{Crowdfunding, CrowdfundingError, PledgeState};
use futures::StreamExt as _;
use jiff::SignedDuration;
use kernel::{AppError as _, Currency, Money};
use ledger::{AccountCode, AccountKey};
use payments::Rail;
use paysim::Button;
use platform::Bus;

use crate::stage::{Funding, command, draft, tier, visitor};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

#[tokio::test]
async fn a_pledge_counts_when_it_is_paid_and_the_total_is_the_ledgers() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let promised = stage.promise(project, 3000).await;
    let total = stage.funding.total(project).await.unwrap();
    assert_eq!((total.raised.amount_minor, total.promised.amount_minor, total.backers), (0, 3000, 0));
    stage.start(&promised, Rail::Mixx, "TG", "90 12 34 56").await;
    stage.press(Button::Accept);
    stage.settle().await;
    stage.paid(project, 2000).await;
    let total = stage.funding.total(project).await.unwrap();
    assert_eq!((total.raised.amount_minor, total.promised.amount_minor, total.backers), (5000, 0, 2));
    let escrow = AccountKey::of(AccountCode::Escrow, project.as_uuid(), Currency::Xof).unwrap();
    assert_eq!(stage.posted(&escrow).await, 5000);
    stage.holds().await;
}

#[tokio::test]
async fn a_hundred_people_at_once_share_ten() {
    let stage = Funding::new().await;
    let mut with_tier = draft();
    with_tier.tiers = vec![tier(1000, Some(10))];
    let (project, tier_id) = (stage.online(&with_tier).await, Some(with_tier.tiers[0].id));
    let tries = futures::future::join_all((0..100).map(|_| stage.try_promise(project, tier_id, 1000))).await;
    let (taken, refused): (Vec<_>, Vec<_>) = tries.into_iter().partition(Result::is_ok);
    assert_eq!(taken.len(), 10);
    assert!(refused.iter().all(|refused| matches!(refused, Err(CrowdfundingError::SoldOut))), "{refused:?}");
    // PostgreSQL would not let one more happen.
    let more = sqlx::query("UPDATE crowdfunding.tiers SET taken = taken + 1").execute(stage.db.pool()).await;
    assert!(more.is_err());
}

#[tokio::test]
async fn a_promise_that_is_not_kept_gives_its_tier_back() {
    let stage = Funding::new().await;
    let mut with_tier = draft();
    with_tier.tiers = vec![tier(1000, Some(1))];
    let (project, tier_id) = (stage.online(&with_tier).await, Some(with_tier.tiers[0].id));
    let pledge = stage.try_promise(project, tier_id, 1000).await.unwrap();
    assert!(stage.try_promise(project, tier_id, 1000).await.is_err());
    stage.pass_often(2, SignedDuration::from_mins(31)).await;
    assert_eq!(stage.pledge_state(&pledge).await, PledgeState::Lapsed);
    stage.try_promise(project, tier_id, 1000).await.unwrap();
}

#[tokio::test]
async fn the_same_pledge_sent_twice_is_one() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let same = command(project, None, 1000);
    let visitor = visitor();
    let taps = futures::future::join_all((0..8).map(|_| stage.funding.pledge(&visitor, &same))).await;
    let ids: std::collections::BTreeSet<_> = taps.into_iter().map(|tap| tap.unwrap().intent_id).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(stage.scalar("SELECT count(*) FROM crowdfunding.pledges").await, 1);
    // Whoever knows the id only, or changes anything, is told nothing.
    let mut others = vec![same.clone(), same.clone(), same.clone()];
    others[0].secret = "another secret of somebody".into();
    others[1].amount = Money::new(2000, Currency::Xof);
    others[2].email = Some("somebody@example.org".into());
    for other in &others {
        assert!(matches!(stage.funding.pledge(&visitor, other).await, Err(CrowdfundingError::Changed)));
    }
}

#[tokio::test]
async fn who_changes_their_mind_gets_everything_back() {
    let stage = Funding::new().await;
    let project = stage.online(&draft()).await;
    let (paid, promised) = (stage.paid(project, 4000).await, stage.promise(project, 1000).await);
    for pledge in [&paid, &promised] {
        let stranger = stage.funding.cancel_pledge(&visitor(), pledge.id, "x").await;
        assert!(matches!(stranger, Err(CrowdfundingError::NotFound)));
        stage.funding.cancel_pledge(&visitor(), pledge.id, &pledge.key).await.unwrap();
    }
    assert_eq!(stage.raised(project).await, 0);
    stage.pass_often(3, MINUTE).await;
    assert_eq!(stage.pledge_state(&paid).await, PledgeState::Refunded);
    assert_eq!(stage.pledge_state(&promised).await, PledgeState::Cancelled);
    assert!(matches!(stage.funding.cancel_pledge(&visitor(), paid.id, &paid.key).await, Err(CrowdfundingError::WrongState)));
    stage.holds().await;
}

#[tokio::test]
async fn bad_amounts_and_projects_are_refused_and_named() {
    let stage = Funding::new().await;
    let mut with_tier = draft();
    with_tier.tiers = vec![tier(1000, None)];
    let (project, tier_id) = (stage.online(&with_tier).await, Some(with_tier.tiers[0].id));
    for amount in [i64::MIN, -1, 0, 99, 100_000_001, i64::MAX] {
        let refused = stage.try_promise(project, None, amount).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, "amount", "{amount}");
    }
    let refused = stage.try_promise(project, tier_id, 999).await.unwrap_err();
    assert_eq!(refused.fields()[0].code, "crowdfunding-below-tier");
    let mut euros = command(project, None, 1000);
    euros.amount = Money::new(1000, Currency::Eur);
    let refused = stage.funding.pledge(&visitor(), &euros).await.unwrap_err();
    assert_eq!(refused.fields()[0].field, "currency");
    let hidden = stage.funding.create_project(&stage.creator, &draft()).await.unwrap();
    assert!(matches!(stage.try_promise(hidden, None, 1000).await, Err(CrowdfundingError::NotFound)));
    // Another project's tier.
    let other = stage.online(&draft()).await;
    assert!(matches!(stage.try_promise(other, tier_id, 1000).await, Err(CrowdfundingError::NotFound)));
    assert_eq!(stage.scalar("SELECT count(*) FROM payments.intents").await, 0);
}

#[tokio::test]
async fn whoever_looks_at_a_project_hears_of_promise_and_payment() {
    let stage = Funding::new().await;
    let (project, other) = (stage.online(&draft()).await, stage.online(&draft()).await);
    let bus = Bus::start(&stage.db);
    bus.ready().await;
    let mut heard = bus.subscribe(&Crowdfunding::channel(project));
    let mut unheard = bus.subscribe(&Crowdfunding::channel(other));
    stage.paid(project, 3000).await;
    for what in ["promised", "paid"] {
        tokio::time::timeout(Duration::from_secs(10), heard.next()).await.expect(what).expect(what);
    }
    stage.promise(other, 3000).await;
    tokio::time::timeout(Duration::from_secs(10), unheard.next()).await.expect("its own").expect("its own");
}
