//! A project, and people who pledge to it.

use std::ops::Deref;

use contracts::crowdfunding::{PledgeId, ProjectId, TierId};
use crowdfunding::{
    BudgetLine, Crowdfunding, CrowdfundingConfig, CrowdfundingError, FundingMode, MakePledge, PledgeState, PledgeView,
    ProjectDraft, ProjectState, Review, TierAsks, TierDraft,
};
use kernel::{AccountId, Actor, Currency, Locale, Money, Role, SessionId, SignedIn};
use payments::{Custody, PaymentsConfig, Rail, Route, StartPayment};
use paysim::{Button, Chaos, Kind, TransactionState};
use platform::Secrets;

use crate::support::Stage;

pub(crate) struct Funding {
    stage: Stage,
    pub(crate) funding: Crowdfunding,
    pub(crate) creator: Actor,
}

impl Deref for Funding {
    type Target = Stage;

    fn deref(&self) -> &Stage {
        &self.stage
    }
}

pub(crate) fn francs(amount: i64) -> Money {
    Money::new(amount, Currency::Xof)
}

pub(crate) fn visitor() -> Actor {
    Actor::anonymous(Locale::Fr)
}

pub(crate) fn member(account_id: AccountId, role: Role) -> Actor {
    let signed_in = SignedIn { account_id, session_id: Some(SessionId::generate()), permissions: role.permissions() };
    Actor::signed_in(signed_in, Locale::Fr)
}

/// A whole project of a million francs.
pub(crate) fn draft() -> ProjectDraft {
    ProjectDraft {
        title: "La pirogue d’Ayélé".into(),
        pitch: "Un film sur le fleuve.".into(),
        story: "Il était une fois un fleuve, et une pirogue qui ne voulait pas partir. ".repeat(5),
        risks: "La pluie peut retarder le tournage.".into(),
        country: "TG".into(),
        currency: Currency::Xof,
        goal_minor: 100_000,
        mode: FundingMode::AllOrNothing,
        days: 30,
        budget: vec![BudgetLine { title: "Image".into(), minimum_minor: 100_000, optimum_minor: 150_000 }],
        tiers: vec![],
        films: vec![],
    }
}

pub(crate) fn tier(amount_minor: i64, stock: Option<i32>) -> TierDraft {
    let (title, description) = ("Affiche".to_owned(), "Une affiche signée.".to_owned());
    TierDraft { id: TierId::generate(), title, description, amount_minor, stock, asks: TierAsks::default() }
}

impl Funding {
    pub(crate) async fn new() -> Self {
        Self::with(Chaos::none(), 1).await
    }

    pub(crate) async fn with(chaos: Chaos, seed: u64) -> Self {
        Self::on(Stage::with(chaos, seed).await).await
    }

    /// With routes that are asked before the usual ones.
    #[allow(dead_code, reason = "the pages of the checkout use it")]
    pub(crate) async fn routed(routes: Vec<Route>) -> Self {
        Self::on(Stage::routed(routes, Chaos::none(), 1).await).await
    }

    /// Where payers are charged once a project has succeeded.
    #[allow(dead_code, reason = "the tests of crowdfunding alone use it")]
    pub(crate) async fn on_success(chaos: Chaos, seed: u64) -> Self {
        let custody = |config: &mut PaymentsConfig| config.custody = Custody::CollectOnSuccess;
        Self::on(Stage::configured(Vec::new(), chaos, seed, custody).await).await
    }

    async fn on(mut stage: Stage) -> Self {
        let config = CrowdfundingConfig::default();
        let funding = Crowdfunding::new(
            stage.db.clone(),
            stage.ledger.clone(),
            stage.payments.clone(),
            &Secrets::from_master([7; 32]),
            config,
        );
        funding.register(&mut stage.registry);
        let account_id = account(&stage).await;
        Self { creator: member(account_id, Role::Director), stage, funding }
    }

    #[allow(dead_code, reason = "the tests of crowdfunding alone use it")]
    pub(crate) async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(self.stage.db.pool()).await.unwrap();
    }

    pub(crate) async fn account(&self) -> AccountId {
        account(&self.stage).await
    }

    pub(crate) async fn online(&self, draft: &ProjectDraft) -> ProjectId {
        let id = self.funding.create_project(&self.creator, draft).await.unwrap();
        self.funding.submit_project(&self.creator, id).await.unwrap();
        self.funding.review_project(&Actor::system("test"), id, &Review::Approve).await.unwrap();
        id
    }

    pub(crate) async fn promise(&self, project_id: ProjectId, amount: i64) -> PledgeView {
        self.try_promise(project_id, None, amount).await.unwrap()
    }

    pub(crate) async fn try_promise(
        &self,
        project_id: ProjectId,
        tier_id: Option<TierId>,
        amount: i64,
    ) -> Result<PledgeView, CrowdfundingError> {
        self.funding.pledge(&visitor(), &command(project_id, tier_id, amount)).await
    }

    /// Asks the provider of a rail for the money of a pledge.
    pub(crate) async fn start(&self, pledge: &PledgeView, rail: Rail, country: &str, phone: &str) {
        let (intent_id, key) = (pledge.intent_id, pledge.key.clone());
        let command = StartPayment { intent_id, key, rail, country: country.into(), phone: Some(phone.into()) };
        self.payments.start(&visitor(), &command).await.unwrap();
    }

    /// Everybody who is asked presses this.
    pub(crate) fn press(&self, button: Button) {
        for asked in self.sim.transactions() {
            if asked.kind == Kind::Collect && asked.state == TransactionState::Pending {
                self.sim.press(&asked.id, button).unwrap();
            }
        }
    }

    /// A pledge that is paid by a wallet of Togo.
    pub(crate) async fn paid(&self, project_id: ProjectId, amount: i64) -> PledgeView {
        let pledge = self.promise(project_id, amount).await;
        self.start(&pledge, Rail::Mixx, "TG", "90 12 34 56").await;
        self.press(Button::Accept);
        self.settle().await;
        assert_eq!(self.pledge_state(&pledge).await, PledgeState::Paid);
        pledge
    }

    pub(crate) async fn pledge_state(&self, pledge: &PledgeView) -> PledgeState {
        self.funding.find_pledge(&visitor(), pledge.id, &pledge.key).await.unwrap().state
    }

    pub(crate) async fn state(&self, id: ProjectId) -> ProjectState {
        self.funding.project(&self.creator, id).await.unwrap().state
    }

    pub(crate) async fn raised(&self, id: ProjectId) -> i64 {
        self.funding.total(id).await.unwrap().raised.amount_minor
    }
}

pub(crate) fn command(project_id: ProjectId, tier_id: Option<TierId>, amount: i64) -> MakePledge {
    MakePledge {
        id: PledgeId::generate(),
        secret: "a secret of this backer".into(),
        project_id,
        tier_id,
        amount: francs(amount),
        name: Some("Kossi".into()),
        email: Some("kossi@example.tg".into()),
        on_behalf_of: None,
        anonymous: false,
        source: None,
    }
}

async fn account(stage: &Stage) -> AccountId {
    let account_id = AccountId::generate();
    sqlx::query(
        "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
         VALUES ($1, $2, 'Afi', 'fr', now(), now())",
    )
    .bind(account_id.as_uuid())
    .bind(format!("{account_id}@example.org"))
    .execute(stage.db.pool())
    .await
    .unwrap();
    account_id
}
