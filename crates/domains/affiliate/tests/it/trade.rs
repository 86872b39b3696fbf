//! A merchant with a program, and influencers.

use std::sync::Arc;

use affiliate::{
    Admission, Affiliate, AffiliateConfig, Answer, Audience, InfluencerDraft, LinkDraft, Listing, MerchantDraft, Network,
    ProgramDraft, ProgramState, Terms,
    attribution::Policy,
    earning::{Pay, Repeat, Rule, Rules, Scope},
};
use contracts::{
    affiliate::{LinkId, PartnershipId, ProgramId},
    identity::OrganisationId,
};
use jiff::{SignedDuration, Timestamp};
use kernel::{AccountId, Actor, Currency, FixedClock, Locale, Money, Role, SessionId, SignedIn};
use ledger::Ledger;
use payments::{Payments, PaymentsConfig};
use platform::{Bus, Db, Secrets};
use test_kit::TestDb;
use uuid::Uuid;

pub(crate) struct Trade {
    test_db: Option<TestDb>,
    pub(crate) db: Db,
    pub(crate) clock: FixedClock,
    pub(crate) ledger: Ledger,
    pub(crate) affiliate: Affiliate,
    pub(crate) bus: Bus,
    pub(crate) merchant: OrganisationId,
    pub(crate) owner: Actor,
    pub(crate) member: Actor,
}

fn secrets() -> Secrets {
    Secrets::from_master([7; 32])
}

/// Payments without a provider.
fn payments(db: &Db, ledger: &Ledger) -> Payments {
    let url = "https://griot.example/".parse().unwrap();
    Payments::try_new(db.clone(), ledger.clone(), &secrets(), url, PaymentsConfig::default()).unwrap()
}

/// The context alone, on a database.
pub(crate) fn affiliate_on(db: &Db) -> Affiliate {
    let ledger = Ledger::start(db.clone());
    Affiliate::start(db.clone(), &Bus::start(db), ledger.clone(), payments(db, &ledger), &secrets())
}

/// When tests begin.
pub(crate) fn start() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

pub(crate) fn person(account_id: AccountId) -> Actor {
    let signed_in = SignedIn { account_id, session_id: Some(SessionId::generate()), permissions: Role::Viewer.permissions() };
    Actor::signed_in(signed_in, Locale::Fr)
}

pub(crate) fn visitor() -> Actor {
    Actor::anonymous(Locale::Fr)
}

pub(crate) fn dirham(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::Mad)
}

pub(crate) fn draft() -> ProgramDraft {
    draft_in(Currency::Mad)
}

pub(crate) fn draft_in(currency: Currency) -> ProgramDraft {
    ProgramDraft {
        title: "Thés de l’Atlas".into(),
        pitch: "Des thés cueillis à la main.".into(),
        conditions: "Pas d’annonces sur notre nom.".into(),
        currency,
        hosts: vec!["thes.example".into()],
        admission: Admission::default(),
    }
}

/// Ten percent of everything, for thirty days.
pub(crate) fn terms() -> Terms {
    terms_in(Currency::Mad)
}

pub(crate) fn terms_in(currency: Currency) -> Terms {
    let rule = Rule { scope: Scope::Everything, pay: Pay::Percent(1000), repeat: Repeat::Always };
    Terms {
        sales: Some(Rules::try_new(currency, vec![rule]).unwrap()),
        lead: None,
        click: None,
        bonuses: Vec::new(),
        window_days: 30,
        holding_days: 14,
        minimum_payout: Money::new(10_000, currency),
        cap: None,
    }
}

pub(crate) fn link() -> LinkDraft {
    LinkDraft { label: "Réel du mardi".into(), destination: "https://thes.example/menthe".into(), ..LinkDraft::default() }
}

impl Trade {
    /// A merchant without a program yet.
    pub(crate) async fn new() -> Self {
        let clock = FixedClock::at(start());
        let test_db = TestDb::with(Arc::new(clock.clone())).await;
        let db = test_db.db();
        let ledger = Ledger::start(db.clone());
        let payments = payments(&db, &ledger);
        Self::on(Some(test_db), db, clock, ledger, payments).await
    }

    /// The same, on a stage of somebody else's.
    pub(crate) async fn on(test_db: Option<TestDb>, db: Db, clock: FixedClock, ledger: Ledger, payments: Payments) -> Self {
        // The months of the test's clock, whatever the machine's says.
        let months = "SELECT affiliate.open_clicks($1::text::timestamptz, $1::text::timestamptz + interval '3 months')";
        sqlx::query(months).bind(start().to_string()).execute(db.pool()).await.unwrap();
        let bus = Bus::start(&db);
        let affiliate = Affiliate::start(db.clone(), &bus, ledger.clone(), payments, &secrets());
        let merchant = organisation(&db, "merchant").await;
        let (owner, member) = (in_organisation(&db, merchant, "owner").await, in_organisation(&db, merchant, "member").await);
        profile(&affiliate, &owner, merchant, "Thés de l’Atlas").await;
        Self { test_db, db, clock, ledger, affiliate, bus, merchant, owner, member }
    }

    /// With an open program.
    pub(crate) async fn open() -> (Self, ProgramId) {
        let trade = Self::new().await;
        let id = trade.open_in(Currency::Mad).await;
        (trade, id)
    }

    pub(crate) async fn open_in(&self, currency: Currency) -> ProgramId {
        let (draft, terms) = (draft_in(currency), terms_in(currency));
        let id = self.affiliate.create_program(&self.owner, self.merchant, &draft, &Policy::default(), &terms).await.unwrap();
        self.affiliate.set_program_state(&self.owner, id, ProgramState::Open).await.unwrap();
        id
    }

    /// With an open program, a partner in it and a link of theirs.
    pub(crate) async fn linked() -> (Self, Partner) {
        let (trade, program_id) = Self::open().await;
        let partner = trade.partner_in(program_id).await;
        (trade, partner)
    }

    pub(crate) async fn partner_in(&self, program_id: ProgramId) -> Partner {
        let influencer = self.influencer("Afi", "TG", 5000).await;
        let id = self.affiliate.ask(&influencer, program_id, "Bonjour").await.unwrap();
        self.affiliate.answer(&self.owner, id, Answer::Accept(None), "Bienvenue").await.unwrap();
        let link_id = self.affiliate.create_link(&influencer, id, Some("afi-the"), None, &link()).await.unwrap();
        Partner { actor: influencer, program_id, id, link_id }
    }

    pub(crate) fn pass(&self, time: SignedDuration) {
        self.clock.advance(time);
    }

    pub(crate) async fn influencer(&self, name: &str, country: &str, followers: i32) -> Actor {
        let who = person(account(&self.db).await);
        let draft = InfluencerDraft {
            name: name.into(),
            about: "Thés et recettes.".into(),
            country: country.into(),
            countries: vec![country.into()],
            languages: vec!["fr".into()],
            categories: vec!["food".into()],
            picture: None,
            audiences: vec![Audience { network: Network::Instagram, handle: "@moi".into(), followers }],
        };
        self.affiliate.save_influencer(&who, None, &draft).await.unwrap();
        self.affiliate.set_influencer_listed(&who, Listing::Listed).await.unwrap();
        who
    }

    /// Another merchant beside this one, in the same database.
    pub(crate) async fn beside(&self) -> Self {
        let payments = payments(&self.db, &self.ledger);
        Self::on(None, self.db.clone(), self.clock.clone(), self.ledger.clone(), payments).await
    }

    /// The members of another merchant.
    pub(crate) async fn stranger(&self) -> Actor {
        let merchant = organisation(&self.db, "merchant").await;
        in_organisation(&self.db, merchant, "owner").await
    }

    /// The context as an operator wants it, on the same database.
    pub(crate) fn affiliate_as(&self, config: AffiliateConfig) -> Affiliate {
        let (db, ledger) = (self.db.clone(), self.ledger.clone());
        let payments = payments(&db, &ledger);
        Affiliate::start_with(config, db, &self.bus, ledger, payments, &secrets())
    }

    /// A second process on the same database.
    pub(crate) async fn elsewhere(&self) -> Affiliate {
        let db = self.test_db.as_ref().unwrap().another_pool().await;
        affiliate_on(&db)
    }
}

/// A partner with a link.
pub(crate) struct Partner {
    pub(crate) actor: Actor,
    pub(crate) program_id: ProgramId,
    pub(crate) id: PartnershipId,
    pub(crate) link_id: LinkId,
}

pub(crate) async fn account(db: &Db) -> AccountId {
    let id = AccountId::generate();
    sqlx::query(
        "INSERT INTO identity.account (id, email, display_name, locale, created_at, updated_at)
         VALUES ($1, $2, 'Quelqu’un', 'fr', now(), now())",
    )
    .bind(id.as_uuid())
    .bind(format!("{}@example.org", id.as_uuid().simple()))
    .execute(db.pool())
    .await
    .unwrap();
    id
}

pub(crate) async fn organisation(db: &Db, kind: &str) -> OrganisationId {
    let id = Uuid::now_v7();
    sqlx::query("INSERT INTO identity.organisation (id, name, kind, created_at) VALUES ($1, 'Une maison', $2, now())")
        .bind(id)
        .bind(kind)
        .execute(db.pool())
        .await
        .unwrap();
    id.into()
}

pub(crate) async fn in_organisation(db: &Db, id: OrganisationId, role: &str) -> Actor {
    let account_id = account(db).await;
    sqlx::query(
        "INSERT INTO identity.organisation_member (organisation_id, account_id, role, joined_at) VALUES ($1, $2, $3, now())",
    )
    .bind(id.as_uuid())
    .bind(account_id.as_uuid())
    .bind(role)
    .execute(db.pool())
    .await
    .unwrap();
    person(account_id)
}

async fn profile(affiliate: &Affiliate, owner: &Actor, id: OrganisationId, name: &str) {
    let draft = MerchantDraft {
        name: name.into(),
        about: "Thés et recettes.".into(),
        website: Some("https://thes.ma/".into()),
        country: "MA".into(),
        countries: vec!["MA".into()],
        categories: vec!["food".into()],
        picture: None,
    };
    affiliate.save_merchant(owner, id, None, &draft).await.unwrap();
    affiliate.set_merchant_listed(owner, id, Listing::Listed).await.unwrap();
}
