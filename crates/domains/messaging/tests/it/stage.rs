//! Messaging on a database of its own, with a merchant's organisation, an influencer, and people who have nothing to do with them.

use contracts::{
    identity::OrganisationId,
    media::AssetId,
    messaging::{ConversationId, MessageId},
};
use jiff::Timestamp;
use kernel::{AccountId, Actor, FixedClock, Locale, PageRequest, Permission, PermissionSet, Role, SignedIn};
use messaging::{
    MessageView, Messaging, MessagingError, OpenConversation, ReportMessage, ReportReason, SendMessage, Side, Subject,
    SubjectKind,
};
use platform::{Db, Secrets, jobs::Registry};
use std::sync::Arc;
use test_kit::TestDb;
use uuid::Uuid;

pub(crate) struct Stage {
    pub(crate) messaging: Messaging,
    pub(crate) db: Db,
    pub(crate) clock: FixedClock,
    pub(crate) test_db: TestDb,
    /// The members of the merchant's organisation.
    pub(crate) merchant: Actor,
    pub(crate) colleague: Actor,
    pub(crate) organisation: OrganisationId,
    pub(crate) influencer: Actor,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        let clock = FixedClock::at("2026-11-25T10:00:00Z".parse::<Timestamp>().unwrap());
        let test_db = TestDb::with(Arc::new(clock.clone())).await;
        let db = test_db.db();
        let messaging = Messaging::new(db.clone(), &Secrets::from_master([7; 32]));
        let nobody = Actor::anonymous(Locale::Fr);
        let organisation = OrganisationId::generate();
        let (merchant, colleague, influencer) = (nobody.clone(), nobody.clone(), nobody);
        let mut stage = Self { messaging, db, clock, test_db, merchant, colleague, organisation, influencer };
        stage.merchant = stage.account("Salma").await;
        stage.colleague = stage.account("Yanis").await;
        stage.influencer = stage.account("Afi").await;
        stage.organisation = stage.organisation_of(&[&stage.merchant, &stage.colleague]).await;
        stage
    }

    pub(crate) async fn execute(&self, sql: &'static str, ids: &[Uuid]) {
        ids.iter().fold(sqlx::query(sql), |query, id| query.bind(*id)).execute(self.db.pool()).await.unwrap();
    }

    pub(crate) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.pool()).await.unwrap()
    }

    /// Somebody of this name, signed in.
    pub(crate) async fn account(&self, name: &str) -> Actor {
        let id = AccountId::generate();
        sqlx::query(
            "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
             VALUES ($1, $2, $3, 'fr', now(), now())",
        )
        .bind(id.as_uuid())
        .bind(format!("{id}@example.org"))
        .bind(name)
        .execute(self.db.pool())
        .await
        .unwrap();
        signed_in(id, Role::Viewer.permissions())
    }

    pub(crate) async fn moderator(&self) -> Actor {
        let somebody = self.account("Modératrice").await;
        signed_in(somebody.account_id().unwrap(), Role::Moderator.permissions())
    }

    pub(crate) async fn organisation_of(&self, members: &[&Actor]) -> OrganisationId {
        let id = OrganisationId::generate();
        self.execute(
            "INSERT INTO identity.organisation (id, name, kind, created_at) VALUES ($1, 'Karité du Sahel', 'merchant', now())",
            &[id.as_uuid()],
        )
        .await;
        for member in members {
            self.join(id, member).await;
        }
        id
    }

    pub(crate) async fn join(&self, id: OrganisationId, member: &Actor) {
        self.execute(
            "INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at) VALUES ($1, $2, 'member', now())",
            &[id.as_uuid(), member.account_id().unwrap().as_uuid()],
        )
        .await;
    }

    /// A conversation of the merchant's organisation with the influencer.
    pub(crate) async fn conversation(&self) -> ConversationId {
        self.open(&self.merchant, Side::Organisation(self.organisation), side(&self.influencer), subject()).await.unwrap()
    }

    pub(crate) async fn open(
        &self,
        actor: &Actor,
        opener: Side,
        other: Side,
        subject: Subject,
    ) -> Result<ConversationId, MessagingError> {
        let mut tx = self.db.begin(actor).await.unwrap();
        let id = self.messaging.open_in(&mut tx, &OpenConversation { subject, opener, other }).await?;
        tx.commit().await.unwrap();
        Ok(id)
    }

    pub(crate) async fn try_say(&self, actor: &Actor, id: ConversationId, text: &str) -> Result<MessageView, MessagingError> {
        self.messaging.send(actor, &said(id, text)).await
    }

    pub(crate) async fn say(&self, actor: &Actor, id: ConversationId, text: &str) -> MessageView {
        self.try_say(actor, id, text).await.unwrap()
    }

    /// A file of this person in some state of media.
    pub(crate) async fn file(&self, owner: &Actor, kind: &'static str, state: &'static str) -> AssetId {
        let id = AssetId::generate();
        sqlx::query(
            "INSERT INTO media.assets (id, owner_id, kind, state, code, filename, source_bytes, created_at, updated_at, playable_at)
             VALUES ($1, $2, $3, $4, CASE WHEN $4 IN ('rejected', 'failed') THEN 'media-infected' END, 'brief.pdf', 1, now(), now(), now())",
        )
        .bind(id.as_uuid())
        .bind(owner.account_id().unwrap().as_uuid())
        .bind(kind)
        .bind(state)
        .execute(self.db.pool())
        .await
        .unwrap();
        id
    }

    pub(crate) async fn texts(&self, actor: &Actor, id: ConversationId) -> Vec<String> {
        let page = self.messaging.messages(actor, id, &PageRequest::first()).await.unwrap();
        page.items.into_iter().map(|message| message.text).collect()
    }

    pub(crate) async fn report(&self, actor: &Actor, message_id: MessageId) -> contracts::messaging::MessageReportId {
        self.messaging.report(actor, &reported(message_id)).await.unwrap()
    }

    pub(crate) fn registry(&self) -> Registry {
        let mut registry = Registry::new();
        self.messaging.register(&mut registry);
        registry
    }

    /// How often this was written down.
    pub(crate) async fn audited(&self, action: &'static str) -> i64 {
        let count = sqlx::query_scalar("SELECT count(*) FROM platform.audit WHERE action = $1").bind(action);
        count.fetch_one(self.db.pool()).await.unwrap()
    }

    /// How often this was told to the other contexts.
    pub(crate) async fn told(&self, topic: &'static str) -> i64 {
        let count =
            sqlx::query_scalar("SELECT count(*) FROM platform.outbox WHERE topic = 'messaging.' || $1 || '.v1'").bind(topic);
        count.fetch_one(self.db.pool()).await.unwrap()
    }
}

pub(crate) fn signed_in(id: AccountId, permissions: PermissionSet) -> Actor {
    Actor::signed_in(SignedIn { account_id: id, session_id: None, permissions }, Locale::Fr)
}

/// The same account by a key that may only watch.
pub(crate) fn narrowed(actor: &Actor) -> Actor {
    signed_in(actor.account_id().unwrap(), PermissionSet::of(&[Permission::Watch]))
}

pub(crate) fn side(actor: &Actor) -> Side {
    Side::Account(actor.account_id().unwrap())
}

pub(crate) fn subject() -> Subject {
    Subject { kind: SubjectKind::Partnership, id: Uuid::now_v7() }
}

pub(crate) fn said(conversation_id: ConversationId, text: &str) -> SendMessage {
    SendMessage { conversation_id, client_id: Uuid::now_v7(), text: text.into(), attachments: vec![] }
}

pub(crate) fn reported(message_id: MessageId) -> ReportMessage {
    ReportMessage { message_id, reason: ReportReason::Scam, note: "Il veut être payé ailleurs.".into() }
}
