//! A merchant of the owner's with an open program, and the administrator as a partner in it.

use affiliate::{
    Admission, Answer as Taken, Audience, CodeDraft, Follow, FraudMode, FraudPolicy, InfluencerDraft, LinkDraft, Listing,
    MerchantDraft, Network, ProductDraft, ProgramDraft, ProgramState, ReportSale, ShopKind, Terms,
    attribution::Policy,
    earning::{Pay, Repeat, Rule, Rules, Scope},
};
use contracts::{
    affiliate::{LinkId, PartnershipId, ProductId, ProgramId},
    identity::OrganisationId,
};
use http::Method;
use kernel::{Actor, Currency, Locale, Money, PageRequest, Role, SessionId, SignedIn};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Answer, Who, World};

/// What is sold, by whom, with whom.
pub(crate) struct Selling {
    pub(crate) organisation_id: OrganisationId,
    pub(crate) program_id: ProgramId,
    pub(crate) product_id: ProductId,
    pub(crate) partnership_id: PartnershipId,
    pub(crate) link_id: LinkId,
}

pub(crate) async fn actor(world: &World, who: Who) -> Actor {
    let account_id = world.account_id(who).await.parse().unwrap();
    Actor::signed_in(
        SignedIn { account_id, session_id: Some(SessionId::generate()), permissions: Role::Viewer.permissions() },
        Locale::Fr,
    )
}

pub(crate) fn dirham(amount_minor: i64) -> Value {
    json!({ "amount_minor": amount_minor, "currency": "MAD" })
}

fn merchant() -> MerchantDraft {
    MerchantDraft {
        name: "Thés de l’Atlas".into(),
        about: "Thés et recettes.".into(),
        website: Some("https://thes.example/".into()),
        country: "MA".into(),
        countries: vec!["MA".into()],
        categories: vec!["food".into()],
        picture: None,
    }
}

fn influencer() -> InfluencerDraft {
    InfluencerDraft {
        name: "Afi".into(),
        about: "Recettes.".into(),
        country: "TG".into(),
        countries: vec!["TG".into()],
        languages: vec!["fr".into()],
        categories: vec!["food".into()],
        picture: None,
        audiences: vec![Audience { network: Network::Instagram, handle: "@afi".into(), followers: 5000 }],
    }
}

fn product() -> ProductDraft {
    ProductDraft {
        title: "Thé vert".into(),
        description: "Cueilli à la main.".into(),
        category: "food".into(),
        currency: Currency::Mad,
        price_minor: 15_000,
        sku: Some("THE-100".into()),
        stock_note: String::new(),
        landing_url: "https://thes.example/the-vert".into(),
        pictures: Vec::new(),
        variants: Vec::new(),
    }
}

/// Ten percent of everything for a month, paid after two weeks.
fn terms() -> Terms {
    let rule = Rule { scope: Scope::Everything, pay: Pay::Percent(1000), repeat: Repeat::Always };
    Terms {
        sales: Some(Rules::try_new(Currency::Mad, vec![rule]).unwrap()),
        lead: None,
        click: None,
        bonuses: Vec::new(),
        window_days: 30,
        holding_days: 14,
        minimum_payout: Money::new(10_000, Currency::Mad),
        cap: None,
    }
}

impl Selling {
    /// The merchant is one person's, who promotes another's name.
    pub(crate) async fn by(world: &World, owner: Who, partner: Who) -> Self {
        let made =
            world.call(owner, Method::POST, "/api/v1/organisations", Some(json!({ "name": "Thés", "kind": "merchant" }))).await;
        let organisation_id: OrganisationId = made.body["id"].as_str().unwrap_or_else(|| panic!("{made:?}")).parse().unwrap();
        let (affiliate, sells, promotes) = (&world.state.affiliate, actor(world, owner).await, actor(world, partner).await);
        affiliate.save_merchant(&sells, organisation_id, None, &merchant()).await.unwrap();
        affiliate.set_merchant_listed(&sells, organisation_id, Listing::Listed).await.unwrap();
        let product_id = affiliate.create_product(&sells, organisation_id, &product()).await.unwrap();
        affiliate.list_product(&sells, product_id).await.unwrap();
        let draft = ProgramDraft {
            title: "Thés de l’Atlas".into(),
            pitch: "Des thés cueillis à la main.".into(),
            conditions: String::new(),
            currency: Currency::Mad,
            hosts: vec!["thes.example".into()],
            admission: Admission::default(),
        };
        let policy = Policy::default();
        let program_id = affiliate.create_program(&sells, organisation_id, &draft, &policy, &terms()).await.unwrap();
        affiliate.set_program_state(&sells, program_id, ProgramState::Open).await.unwrap();
        if affiliate.my_influencer(&promotes).await.unwrap().is_none() {
            affiliate.save_influencer(&promotes, None, &influencer()).await.unwrap();
            affiliate.set_influencer_listed(&promotes, Listing::Listed).await.unwrap();
        }
        let partnership_id = affiliate.ask(&promotes, program_id, "Bonjour").await.unwrap();
        affiliate.answer(&sells, partnership_id, Taken::Accept(None), "Bienvenue").await.unwrap();
        let link = LinkDraft { destination: "https://thes.example/the-vert".into(), ..LinkDraft::default() };
        let link_id = affiliate.create_link(&promotes, partnership_id, None, Some(product_id), &link).await.unwrap();
        Self { organisation_id, program_id, product_id, partnership_id, link_id }
    }

    /// A shop that is connected, a code of the partner's, and what a page said without a signature.
    pub(crate) async fn told(&self, world: &World) -> [String; 3] {
        let (affiliate, owner) = (&world.state.affiliate, actor(world, Who::Owner).await);
        let shop = affiliate.connect_shop(&owner, self.program_id, ShopKind::Woocommerce, None).await.unwrap();
        let code = CodeDraft { code: "AFI5".into(), ends_at: None };
        let code = affiliate.create_code(&owner, self.partnership_id, &code).await.unwrap();
        affiliate.draw_pixel_secret(&owner, self.program_id).await.unwrap();
        let said = format!("program={}&order=px-1&amount=100&currency=MAD", self.program_id);
        affiliate.hear_pixel(&said, None).await.unwrap();
        let reports = affiliate.pixel_reports(&owner, self.program_id, &PageRequest::first()).await.unwrap();
        [shop.id.to_string(), code.to_string(), reports.items[0].id.to_string()]
    }

    /// A sale out of a data centre of the partner's, which is held: its case and the case's version.
    pub(crate) async fn held(&self, world: &World) -> [String; 2] {
        self.hold(world, Who::Owner, Who::Partner).await;
        let cases = world.get(Who::Owner, &format!("/api/v1/programs/{}/fraud-cases", self.program_id)).await;
        let case = &cases.body["items"][0];
        [case["id"].as_str().unwrap_or_else(|| panic!("{cases:?}")).to_owned(), case["version"].to_string()]
    }

    /// The merchant holds whatever speaks against a sale, and there is one of a click out of a data centre, of a post that something does.
    pub(crate) async fn hold(&self, world: &World, owner: Who, partner: Who) {
        let (affiliate, owner) = (&world.state.affiliate, actor(world, owner).await);
        let standard = affiliate.fraud_policy(&owner, self.program_id).await.unwrap().policy;
        let policy = FraudPolicy { mode: FraudMode::Enforce, show: 10, hold: 40, ..standard };
        affiliate.set_fraud_policy(&owner, self.program_id, &policy).await.unwrap();
        let link = affiliate.link(&actor(world, partner).await, self.link_id).await.unwrap();
        let follow = Follow {
            key: link.key,
            query: "sub1=reel-12-mars".into(),
            agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/124.0.0.0 Safari/537.36".into(),
            referrer: Some("instagram.com".into()),
            address: Some("3.5.140.7".parse().unwrap()),
            is_reading: true,
            ..Follow::default()
        };
        let location = affiliate.follow(&follow).await.unwrap().location;
        let click = location.query_pairs().find(|(name, _)| name == "griot_id").unwrap().1.into_owned();
        self.sell(world, &owner, "1042", click).await;
    }

    async fn sell(&self, world: &World, owner: &Actor, order: &str, click: String) {
        let sale = ReportSale {
            order_id: order.into(),
            customer: None,
            amount: Money::new(30_000, Currency::Mad),
            lines: Vec::new(),
            clicks: vec![click],
            codes: Vec::new(),
            occurred_at: None,
        };
        world.state.affiliate.report_sale(owner, self.program_id, &sale).await.unwrap();
    }

    /// A commission of the partner's, of a sale that nothing speaks against.
    pub(crate) async fn commission(&self, world: &World) -> String {
        let click = self.click(world, Who::Partner).await;
        self.sell(world, &actor(world, Who::Owner).await, "1043", click).await;
        let found = world.get(Who::Partner, &format!("/api/v1/partnerships/{}/commissions", self.partnership_id)).await;
        found.body["items"][0]["id"].as_str().unwrap_or_else(|| panic!("{found:?}")).to_owned()
    }

    /// A statement of the partnership, as the night issued it.
    pub(crate) async fn statement(&self, world: &World) -> String {
        let id = Uuid::now_v7();
        let party = json!({ "legal_name": "Thés SARL", "address": "Rue 4", "country": "MA" });
        sqlx::query(
            "INSERT INTO affiliate.statements
                 (id, organisation_id, partnership_id, account_id, number, month, currency, total_minor, before_minor, merchant_name,
                  payer_country, influencer_name, payee_country, regime, payer, payee, lines, taxes, issued_at)
             VALUES ($1, $2, $3, $4, 1, '2026-10-01', 'MAD', 10000, 0, 'Thés', 'MA', 'Afi', 'TG', 'abroad', $5::jsonb, $5::jsonb, '[]', '[]', now())",
        )
        .bind(id)
        .bind(self.organisation_id.as_uuid())
        .bind(self.partnership_id.as_uuid())
        .bind(world.account_id(Who::Partner).await.parse::<Uuid>().unwrap())
        .bind(party.to_string())
        .execute(world.db.pool())
        .await
        .unwrap();
        id.to_string()
    }

    /// A domain of the partner's own.
    pub(crate) async fn partners_domain(&self, world: &World) -> String {
        let body = json!({ "host": "go.afi.ma" });
        let made = world.call(Who::Partner, Method::POST, "/api/v1/link-domains", Some(body)).await;
        made.body["id"].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned()
    }

    /// The group in which everybody starts.
    pub(crate) async fn group(&self, world: &World) -> String {
        let program = world.get(Who::Nobody, &format!("/api/v1/programs/{}", self.program_id)).await;
        program.body["groups"][0]["id"].as_str().unwrap_or_else(|| panic!("{program:?}")).to_owned()
    }

    /// Somebody follows the link; the click, as it stands in the address of the shop.
    pub(crate) async fn click(&self, world: &World, partner: Who) -> String {
        let link = world.state.affiliate.link(&actor(world, partner).await, self.link_id).await.unwrap();
        let follow = Follow {
            key: link.key,
            on: None,
            query: String::new(),
            agent: "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36".into(),
            referrer: None,
            languages: "fr".into(),
            address: None,
            country: None,
            is_reading: true,
            wants_privacy: false,
        };
        let followed = world.state.affiliate.follow(&follow).await.unwrap();
        followed.location.query_pairs().find(|(name, _)| name == "griot_id").unwrap().1.into_owned()
    }
}

/// A key of somebody's that may do this.
pub(crate) async fn key(world: &World, who: Who, scopes: &[&str]) -> String {
    let body = json!({ "name": "Boutique", "scopes": scopes, "lifetime_days": 30 });
    let made = world.call(who, Method::POST, "/api/v1/me/api-keys", Some(body)).await;
    made.body["key"].as_str().unwrap_or_else(|| panic!("{made:?}")).to_owned()
}

/// What a program sends with a key.
pub(crate) async fn with_key(world: &World, key: &str, method: Method, path: &str, body: Option<Value>) -> Answer {
    world.call_with(method, path, &[("authorization", &format!("Bearer {key}"))], body).await
}
