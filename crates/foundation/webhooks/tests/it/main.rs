//! Webhooks on a real PostgreSQL, told to a real server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on stops")]

mod access;
mod endpoints;
mod failing;
mod forgetting;
mod guarding;
mod lanes;
mod receiver;
mod sending;

use std::sync::{Arc, Mutex};

use contracts::{
    Event,
    identity::OrganisationId,
    webhooks::{EndpointDisabled, EndpointFailing},
};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, Clock as _, Currency, FixedClock, Locale, Money, PageRequest, Role, SessionId, SignedIn};
use platform::{
    Secrets,
    jobs::{Registry, run_due},
};
use serde_json::{Value, json};
use test_kit::TestDb;
use webhooks::{
    Created, DeliveryCard, DeliveryFilter, DeliveryState, EndpointDraft, EndpointId, EndpointKind, EventPick, EventType, Message,
    Owner, PostbackValues, Webhooks, WebhooksConfig,
};

use self::receiver::Receiver;

fn example_values() -> PostbackValues {
    PostbackValues { click_id: Some("exemple".into()), ..PostbackValues::default() }
}

const fn event(name: &'static str) -> EventType {
    EventType::new(name, || json!({ "order": "exemple" }), example_values)
}

static CATALOGUE: [EventType; 3] = [event("sale.created"), event("sale.refunded"), event("click.counted")];

/// Where and when the tests happen.
struct World {
    db: Arc<TestDb>,
    clock: FixedClock,
    webhooks: Webhooks,
    registry: Registry,
    receiver: Receiver,
    /// What the other contexts were told.
    told: Arc<Mutex<Vec<Value>>>,
}

fn trial() -> WebhooksConfig {
    WebhooksConfig { allow_private: true, ..WebhooksConfig::default() }
}

fn webhooks_on(db: &TestDb, config: WebhooksConfig) -> Webhooks {
    Webhooks::try_new(db.db(), &Secrets::from_master([7; 32]), &CATALOGUE, config).unwrap()
}

impl World {
    async fn new() -> Self {
        Self::with(trial()).await
    }

    async fn with(config: WebhooksConfig) -> Self {
        let clock = FixedClock::at("2026-03-01T12:00:00Z".parse().unwrap());
        let db = Arc::new(TestDb::with(Arc::new(clock.clone())).await);
        let webhooks = webhooks_on(&db, config);
        let (mut registry, told) = (Registry::new(), Arc::default());
        webhooks.register(&mut registry);
        hear::<EndpointFailing>(&mut registry, &told);
        hear::<EndpointDisabled>(&mut registry, &told);
        Self { db, clock, webhooks, registry, receiver: Receiver::start().await, told }
    }

    async fn account(&self, name: &str) -> Actor {
        let account_id = AccountId::generate();
        let sql = format!(
            "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
             VALUES ('{account_id}', '{name}@example.org', '{name}', 'fr', now(), now())"
        );
        self.db.script(sql).await;
        signed_in(account_id, Some(SessionId::generate()))
    }

    /// A person, and that they are an owner of endpoints.
    async fn person(&self, name: &str) -> (Actor, Owner) {
        let actor = self.account(name).await;
        let owner = Owner::Account(actor.account_id().unwrap());
        (actor, owner)
    }

    async fn organisation(&self, members: &[(&Actor, &str)]) -> Owner {
        let id = OrganisationId::generate();
        let mut sql =
            format!("INSERT INTO identity.organisation (id, name, kind, created_at) VALUES ('{id}', 'Adja', 'merchant', now());");
        for (actor, role) in members {
            let account_id = actor.account_id().unwrap();
            sql += &format!("INSERT INTO identity.organisation_member VALUES ('{id}', '{account_id}', '{role}', now());");
        }
        self.db.script(sql).await;
        Owner::Organisation(id)
    }

    async fn endpoint(&self, actor: &Actor, owner: Owner, path: &str) -> (EndpointId, String) {
        let draft = draft(&self.receiver.url(path), EventPick::All);
        let created = self.webhooks.create_endpoint(actor, owner, EndpointKind::Signed, &draft).await.unwrap();
        (created.id, text(&created))
    }

    async fn publish(&self, owner: Owner, id: &str) -> usize {
        self.publish_message(owner, &message(id)).await
    }

    async fn publish_message(&self, owner: Owner, message: &Message) -> usize {
        let mut tx = self.db.db().begin(&Actor::system("test")).await.unwrap();
        let told = self.webhooks.publish_in(&mut tx, owner, message).await.unwrap();
        tx.commit().await.unwrap();
        told
    }

    /// Everything that is due happens.
    async fn settle(&self) {
        run_due(&self.db.db(), &self.registry).await.unwrap();
    }

    /// Time passes, and what became due happens.
    async fn after(&self, time: SignedDuration) {
        self.clock.advance(time);
        self.settle().await;
    }

    async fn log(&self, actor: &Actor, id: EndpointId) -> Vec<DeliveryCard> {
        let page = PageRequest::new(Some(100), None);
        self.webhooks.list_deliveries(actor, id, DeliveryFilter::default(), &page).await.unwrap().items
    }

    async fn states(&self, actor: &Actor, id: EndpointId) -> Vec<DeliveryState> {
        self.log(actor, id).await.into_iter().map(|delivery| delivery.state).collect()
    }

    fn told(&self) -> Vec<Value> {
        self.told.lock().unwrap().clone()
    }

    fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

fn hear<E: Event>(registry: &mut Registry, told: &Arc<Mutex<Vec<Value>>>) {
    let told = Arc::clone(told);
    registry.consumer("test", move |delivered: platform::jobs::Delivered<E>, _run| {
        let mut event = serde_json::to_value(&delivered.event).unwrap();
        event["topic"] = E::TOPIC.into();
        told.lock().unwrap().push(event);
        async { Ok(()) }
    });
}

fn signed_in(account_id: AccountId, session_id: Option<SessionId>) -> Actor {
    Actor::signed_in(SignedIn { account_id, session_id, permissions: Role::Viewer.permissions() }, Locale::Fr)
}

fn draft(url: &str, events: EventPick) -> EndpointDraft {
    EndpointDraft { name: "Caisse".into(), url: url.into(), events }
}

fn text(created: &Created) -> String {
    use secrecy::ExposeSecret as _;
    created.secret.as_ref().unwrap().expose_secret().to_owned()
}

fn message(id: &str) -> Message {
    Message {
        id: id.into(),
        event_type: "sale.created",
        occurred_at: "2026-03-01T11:59:58Z".parse().unwrap(),
        data: json!({ "zz": 1, "order": id, "note": "é \u{0} \"" }),
        values: PostbackValues {
            click_id: Some("clk-1".into()),
            payout: Some(Money::new(1_250, Currency::Eur)),
            transaction_id: Some(id.into()),
            status: None,
            subs: [Some("a b&c".into()), None, None, None, None],
        },
    }
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);
