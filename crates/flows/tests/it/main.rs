//! Who is told what, over whole campaigns: real PostgreSQL, simulated providers, letters in the mailbox.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod bursts;
mod deliveries;
mod digests;
mod leaving;
mod orders;
mod papers;
mod payouts;
mod reviews;
mod sales;
mod voices;

#[expect(dead_code, reason = "affiliate uses what is not used here")]
#[path = "../../../domains/affiliate/tests/it/books.rs"]
mod books;
#[path = "../../../foundation/payments/tests/it/hooks.rs"]
mod hooks;
#[expect(dead_code, reason = "crowdfunding uses what is not used here")]
#[path = "../../../domains/crowdfunding/tests/it/stage.rs"]
mod stage;
#[expect(dead_code, reason = "payments uses what is not used here")]
#[path = "../../../foundation/payments/tests/it/support.rs"]
mod support;
#[expect(dead_code, reason = "affiliate uses what is not used here")]
#[path = "../../../domains/affiliate/tests/it/trade.rs"]
mod trade;

use std::collections::BTreeMap;

use affiliate::Affiliate;
use contracts::crowdfunding::{ProjectId, ProjectSucceeded};
use flows::Flows;
use identity::{Identity, IdentityConfig};
use jiff::SignedDuration;
use kernel::{Actor, Money};
use messaging::Messaging;
use notifications::{Notifications, NotificationsConfig};
use payments::{Destination, Rail};
use platform::{
    Bus, Mail, RateLimiter, Secrets,
    jobs::{Registry, run_due},
};

use webhooks::{Webhooks, WebhooksConfig};

use crate::stage::{Funding, draft};

struct World {
    funding: Funding,
    mail: Mail,
    notifications: Notifications,
    messaging: Messaging,
    webhooks: Webhooks,
    registry: Registry,
}

impl World {
    async fn new() -> Self {
        let funding = Funding::new().await;
        let db = funding.db.clone();
        let (mail, secrets) = (Mail::mailbox(db.clone()), Secrets::from_master([7; 32]));
        let url: url::Url = "https://griot.example".parse().unwrap();
        let config = IdentityConfig::new(url.clone());
        let identity =
            Identity::try_new(db.clone(), secrets.clone(), RateLimiter::new(db.clone()), mail.clone(), config).unwrap();
        let mut registry = Registry::new();
        funding.payments.register(&mut registry);
        funding.ledger.register(&mut registry);
        funding.funding.register(&mut registry);
        let notifications =
            Notifications::try_new(db.clone(), mail.clone(), &secrets, url, "Karangou", NotificationsConfig::default()).unwrap();
        let affiliate =
            Affiliate::start(db.clone(), &Bus::start(&db), funding.ledger.clone(), funding.payments.clone(), &secrets);
        let messaging = Messaging::new(db.clone(), &secrets);
        let trial = WebhooksConfig { allow_private: true, ..WebhooksConfig::default() };
        let webhooks = Webhooks::try_new(db.clone(), &secrets, &flows::WEBHOOK_EVENTS, trial).unwrap();
        let flows = Flows {
            affiliate,
            messaging: messaging.clone(),
            webhooks: webhooks.clone(),
            db,
            identity,
            crowdfunding: funding.funding.clone(),
            payments: funding.payments.clone(),
            notifications: notifications.clone(),
        };
        flows.affiliate.register(&mut registry);
        flows.register(&mut registry);
        sqlx::query("UPDATE identity.account SET email_verified_at = now()").execute(funding.db.pool()).await.unwrap();
        Self { funding, mail, notifications, messaging, webhooks, registry }
    }

    /// What is due happens, and what that leads to.
    async fn settle(&self) {
        for _ in 0..4 {
            self.funding.sim.deliver().await;
            run_due(&self.funding.db, &self.registry).await.unwrap();
        }
    }

    async fn pass(&self, by: SignedDuration) {
        self.funding.clock.advance(by);
        self.funding.sim.advance(by.try_into().unwrap());
        self.settle().await;
    }

    async fn pledged(&self, project_id: ProjectId, amount: i64) {
        let pledge = self.funding.promise(project_id, amount).await;
        self.funding.start(&pledge, Rail::Mixx, "TG", "90 12 34 56").await;
        self.funding.press(paysim::Button::Accept);
        self.settle().await;
    }

    /// How many letters of each subject went to an address that begins like this.
    async fn letters(&self, to: &str) -> BTreeMap<String, usize> {
        let mut counted = BTreeMap::new();
        for letter in self.mail.list_mailbox(None, 200).await.unwrap() {
            if letter.recipient.starts_with(to) {
                *counted.entry(letter.subject).or_default() += 1;
            }
        }
        counted
    }
}

fn has(letters: &BTreeMap<String, usize>, words: &str) -> usize {
    letters.iter().filter(|(subject, _)| subject.contains(words)).map(|(_, count)| count).sum()
}

#[tokio::test]
async fn a_campaign_that_succeeds_is_told_to_its_backers_and_its_creator() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    world.settle().await;
    for amount in [40_000, 60_000] {
        world.pledged(project_id, amount).await;
    }
    let backer = world.letters("kossi@").await;
    assert_eq!(has(&backer, "est arrivée"), 2, "{backer:?}");
    let letter = &world.mail.list_mailbox(Some("kossi@example.tg"), 1).await.unwrap()[0];
    assert!(letter.text.contains("https://griot.example/paiement/") && letter.text.contains("?cle="));

    world.pass(SignedDuration::from_hours(24 * 30)).await;
    world.pass(SignedDuration::from_mins(2)).await;
    assert_eq!(has(&world.letters("kossi@").await, "grâce à vous"), 2);
    let creator = world.funding.creator.require_account().unwrap();
    let told = world.letters(&creator.to_string()).await;
    assert_eq!((has(&told, "est en ligne"), has(&told, "a réussi"), has(&told, "de plus pour")), (1, 1, 0), "{told:?}");

    let destination = Destination { rail: Rail::Mixx, country: "TG".into(), party: Some("+22890123456".into()) };
    world.funding.funding.pay_out(&world.funding.creator, project_id, destination).await.unwrap();
    for _ in 0..4 {
        world.pass(SignedDuration::from_mins(2)).await;
    }
    assert_eq!(has(&world.letters(&creator.to_string()).await, "vous ont été versés"), 1);
}

#[tokio::test]
async fn a_campaign_that_fails_tells_every_backer_twice_that_the_money_comes_back_and_that_it_did() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    for amount in [10_000, 20_000, 30_000] {
        world.pledged(project_id, amount).await;
    }
    world.pass(SignedDuration::from_hours(24 * 30)).await;
    for _ in 0..6 {
        world.pass(SignedDuration::from_mins(2)).await;
    }
    let backer = world.letters("kossi@").await;
    assert_eq!((has(&backer, "votre argent revient"), has(&backer, "Vous êtes remboursé")), (3, 3), "{backer:?}");
    assert_eq!(has(&backer, "grâce à vous"), 0);
}

#[tokio::test]
async fn backers_are_told_once_although_the_event_comes_again() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    world.pledged(project_id, 100_000).await;
    world.pass(SignedDuration::from_hours(24 * 30)).await;
    world.pass(SignedDuration::from_mins(2)).await;
    let before = world.letters("").await;
    // As if whoever tells them had died before it could say that it was done.
    let mut tx = world.funding.db.begin(&Actor::system("test")).await.unwrap();
    let raised = Money::new(100_000, kernel::Currency::Xof);
    tx.emit(&ProjectSucceeded { project_id, raised }).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
    let after = world.letters("kossi@").await;
    assert_eq!(has(&after, "grâce à vous"), has(&before, "grâce à vous"), "backers are told once");
}

#[tokio::test]
async fn a_first_round_that_is_won_is_told_to_who_won_it() {
    let world = World::new().await;
    let mut two_rounds = draft();
    two_rounds.mode = crowdfunding::FundingMode::TwoRounds;
    let project_id = world.funding.online(&two_rounds).await;
    world.pledged(project_id, 100_000).await;
    world.pass(SignedDuration::from_hours(24 * 30)).await;
    world.pass(SignedDuration::from_secs(1)).await;
    world.pledged(project_id, 5_000).await;
    world.pass(SignedDuration::from_mins(2)).await;
    assert_eq!(has(&world.letters("kossi@").await, "Premier tour gagné"), 1, "not who came in the second round");
    let creator = world.funding.creator.require_account().unwrap();
    let told = world.letters(&creator.to_string()).await;
    assert_eq!((has(&told, "premier tour"), has(&told, "a réussi")), (1, 0), "{told:?}");
}
