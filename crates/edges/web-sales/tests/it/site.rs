//! A site of its own for each test: services, people with sessions, a merchant, an influencer; and a browser without scripts.

use std::sync::Arc;

use affiliate::{
    Admission, Affiliate, AffiliateConfig, Answer, Audience, InfluencerDraft, LinkDraft, Listing, MerchantDraft, Network,
    ProductDraft, ProgramDraft, ProgramState, Terms, VariantDraft,
    attribution::Policy,
    earning::{Pay, Repeat, Rule, Rules, Scope},
};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, header},
};
use contracts::{
    affiliate::{LinkId, PartnershipId, ProductId, ProgramId},
    identity::OrganisationId,
    media::AssetId,
};
use flows::SalesPapers;
use identity::{
    Client, ClientKind, CreateAccount, CreateOrganisation, Identity, IdentityConfig, OrganisationKind, SignIn, SignInOutcome,
};
use kernel::{Actor, Currency, Locale, Money, Role, SystemClock};
use ledger::Ledger;
use payments::{Payments, PaymentsConfig};
use platform::{Bus, Mail, RateLimiter, Secrets};
use secrecy::SecretString;
use test_kit::{Page, TestDb};
use tower::ServiceExt as _;
use url::Url;
use web_kit::{Sessions, WebKit, WebKitConfig};
use web_sales::{SalesConfig, SalesState};

const PASSWORD: &str = "un grand fleuve lent";
pub(crate) const ORIGIN: &str = "https://ventes.example";
/// The shop that is named to the merchant whose program leads there.
pub(crate) const DEMO_SHOP: &str = "http://boutique.localhost:8081/";

pub(crate) struct Site {
    pub identity: Identity,
    pub affiliate: Affiliate,
    pub router: Router,
    pub state: SalesState,
    pub db: TestDb,
}

/// Somebody with a session, as their browser and as the services know them.
pub(crate) struct Person {
    pub actor: Actor,
    pub cookie: String,
}

/// A merchant and who owns it.
pub(crate) struct Shop {
    pub id: OrganisationId,
    pub owner: Person,
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::at(ORIGIN).await
    }

    /// A site whose address is this.
    pub(crate) async fn at(origin: &str) -> Self {
        Self::on(origin, TestDb::new().await, AffiliateConfig::default())
    }

    /// The same on a database with a clock of its own, as an operator wants it.
    pub(crate) fn on(origin: &str, db: TestDb, affiliation: AffiliateConfig) -> Self {
        let (bus, secrets, url) = (Bus::start(&db.db()), Secrets::from_master([7; 32]), Url::parse(origin).unwrap());
        let config = IdentityConfig { staff_without_second_factor: true, ..IdentityConfig::new(url.clone()) };
        let (limits, mail) = (RateLimiter::new(db.db()), Mail::mailbox(db.db()));
        let identity = Identity::try_new(db.db(), secrets.clone(), limits, mail, config).unwrap();
        let ledger = Ledger::start(db.db());
        let payments = Payments::try_new(db.db(), ledger.clone(), &secrets, url.clone(), PaymentsConfig::default()).unwrap();
        let affiliate = Affiliate::start_with(affiliation.at(&url), db.db(), &bus, ledger, payments.clone(), &secrets);
        let papers = SalesPapers::new(affiliate.clone(), payments.clone(), url.clone(), "ShareYourSales");
        let state = SalesState {
            identity: identity.clone(),
            affiliate: affiliate.clone(),
            payments,
            papers,
            public_url: url.clone(),
            config: SalesConfig { demo_shop: Some(Url::parse(DEMO_SHOP).unwrap()) },
        };
        let rng = TestDb::seeded_rng(1);
        let kit = WebKit::new(Sessions::of(identity.clone()), [1; 32], Arc::new(SystemClock), rng, WebKitConfig::at(url));
        let router = kit.wrap(web_kit::router().merge(web_sales::router(state.clone())));
        Self { identity, affiliate, router, state, db }
    }

    /// Somebody, signed in.
    pub(crate) async fn person(&self, name: &str) -> Person {
        self.person_of(name, Role::Viewer).await
    }

    /// Somebody of this role, signed in.
    pub(crate) async fn person_of(&self, name: &str, role: Role) -> Person {
        let email = format!("{}@example.org", name.to_lowercase().replace(|c: char| !c.is_ascii_alphanumeric(), ""));
        let cmd = CreateAccount {
            email: email.clone(),
            display_name: name.into(),
            password: Some(SecretString::from(PASSWORD)),
            roles: vec![role],
            locale: Locale::Fr,
        };
        self.identity.create_account(&Actor::system("test"), cmd).await.unwrap();
        let client = Client { kind: ClientKind::Browser, user_agent: "Test/1.0".into() };
        let cmd = SignIn { email, password: SecretString::from(PASSWORD), client };
        let SignInOutcome::Open(grant) = self.identity.sign_in(&Actor::anonymous(Locale::Fr), cmd).await.unwrap() else {
            panic!("a code is needed")
        };
        let known = self.identity.authenticate_session(&grant.secret, None).await.unwrap().unwrap();
        Person { actor: Actor::signed_in(known.signed_in, Locale::Fr), cookie: format!("griot_session={}", grant.secret) }
    }

    /// An organisation that may sell, without a profile.
    pub(crate) async fn organisation(&self, owner: Person) -> Shop {
        let cmd = CreateOrganisation { name: "Souk".into(), kind: OrganisationKind::Merchant };
        let id = self.identity.create_organisation(&owner.actor, cmd).await.unwrap();
        Shop { id, owner }
    }

    /// A merchant that everybody sees; `name` is the merchant's, its owner is called the same.
    pub(crate) async fn merchant(&self, name: &str) -> Shop {
        let shop = self.organisation(self.person(&format!("owner of {name}")).await).await;
        self.affiliate.save_merchant(&shop.owner.actor, shop.id, None, &merchant(name)).await.unwrap();
        self.affiliate.set_merchant_listed(&shop.owner.actor, shop.id, Listing::Listed).await.unwrap();
        shop
    }

    /// A product that everybody sees; its id and slug.
    pub(crate) async fn product(&self, shop: &Shop, draft: &ProductDraft) -> (ProductId, String) {
        let id = self.affiliate.create_product(&shop.owner.actor, shop.id, draft).await.unwrap();
        self.affiliate.list_product(&shop.owner.actor, id).await.unwrap();
        (id, self.affiliate.product(&shop.owner.actor, id).await.unwrap().slug)
    }

    /// An open program of ten percent.
    pub(crate) async fn program(&self, shop: &Shop) -> ProgramId {
        self.program_with(shop, &program(), &terms()).await
    }

    pub(crate) async fn program_with(&self, shop: &Shop, draft: &ProgramDraft, terms: &Terms) -> ProgramId {
        let owner = &shop.owner.actor;
        let id = self.affiliate.create_program(owner, shop.id, draft, &Policy::default(), terms).await.unwrap();
        self.affiliate.set_program_state(owner, id, ProgramState::Open).await.unwrap();
        id
    }

    /// An influencer whom everybody sees.
    pub(crate) async fn influencer(&self, name: &str, followers: i32) -> Person {
        let person = self.person(name).await;
        self.affiliate.save_influencer(&person.actor, None, &influencer(name, followers)).await.unwrap();
        self.affiliate.set_influencer_listed(&person.actor, Listing::Listed).await.unwrap();
        person
    }

    /// The partnership of an influencer who asked for it and was taken.
    pub(crate) async fn partnership(&self, person: &Person, shop: &Shop, program: ProgramId) -> PartnershipId {
        let id = self.affiliate.ask(&person.actor, program, "Bonjour").await.unwrap();
        self.affiliate.answer(&shop.owner.actor, id, Answer::Accept(None), "").await.unwrap();
        id
    }

    /// A link of a partnership to a page of the shop.
    pub(crate) async fn link(&self, person: &Person, id: PartnershipId) -> LinkId {
        let draft = LinkDraft { destination: "https://souk.ma/p/1".into(), ..LinkDraft::default() };
        self.affiliate.create_link(&person.actor, id, None, None, &draft).await.unwrap()
    }

    /// A picture of somebody's that is ready.
    pub(crate) async fn picture(&self, owner: &Person) -> AssetId {
        let (id, owner) = (AssetId::generate(), owner.actor.account_id().unwrap());
        self.db
            .script(format!(
                "INSERT INTO media.assets (id, owner_id, kind, state, filename, source_bytes, created_at, updated_at)
                 VALUES ('{id}', '{owner}', 'image', 'ready', 'a.jpg', 1, now(), now())"
            ))
            .await;
        id
    }

    pub(crate) async fn get(&self, path: &str) -> Page {
        self.send(Request::get(path), Body::empty()).await
    }

    pub(crate) async fn get_as(&self, person: &Person, path: &str) -> Page {
        self.send(Request::get(path).header(header::COOKIE, &person.cookie), Body::empty()).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        self.send(request, Body::empty()).await
    }

    /// Sends a form as a browser of ours would, with the token of a page.
    pub(crate) async fn post_as(&self, person: &Person, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.get_as(person, "/_ui").await.attribute("meta[name=csrf-token]", "content").unwrap();
        let body =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("_csrf", &token).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::COOKIE, &person.cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// Sends a multipart form with one file.
    pub(crate) async fn post_file_as(&self, person: &Person, path: &str, fields: &[(&str, &str)], file: &str) -> Page {
        let mut body = String::new();
        for (name, value) in fields {
            body.push_str(&format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }
        body.push_str(&format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n{file}\r\n--x--\r\n"
        ));
        let request = Request::post(path)
            .header(header::COOKIE, &person.cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request, Body::from(body)).await
    }

    async fn send(&self, request: axum::http::request::Builder, body: Body) -> Page {
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 4 << 20).await.unwrap();
        Page::new(parts, &bytes)
    }
}

/// A whole profile of a merchant of Morocco that delivers there and to France.
pub(crate) fn merchant(name: &str) -> MerchantDraft {
    MerchantDraft {
        name: name.into(),
        about: "Cuir, cuivre et laine de la médina.".into(),
        website: Some("https://souk.ma/".into()),
        country: "MA".into(),
        countries: vec!["MA".into(), "FR".into()],
        categories: vec!["home".into(), "fashion".into()],
        picture: None,
    }
}

/// A whole product of 250 dirhams.
pub(crate) fn product(title: &str) -> ProductDraft {
    ProductDraft {
        title: title.into(),
        description: "Fait main.".into(),
        category: "home".into(),
        currency: Currency::Mad,
        price_minor: 25_000,
        sku: None,
        stock_note: "Sur commande".into(),
        landing_url: "https://souk.ma/p/1".into(),
        pictures: vec![],
        variants: vec![VariantDraft { id: None, title: "Grande".into(), sku: None, price_minor: 30_000 }],
    }
}

/// A whole profile of somebody whom so many follow on `TikTok`.
pub(crate) fn influencer(name: &str, followers: i32) -> InfluencerDraft {
    InfluencerDraft {
        name: name.into(),
        about: "Recettes de famille.".into(),
        country: "MA".into(),
        countries: vec!["MA".into(), "BE".into()],
        languages: vec!["fr".into(), "ar".into()],
        categories: vec!["food".into()],
        picture: None,
        audiences: vec![Audience { network: Network::Tiktok, handle: "@moi".into(), followers }],
    }
}

pub(crate) fn program() -> ProgramDraft {
    ProgramDraft {
        title: "Les amis du souk".into(),
        pitch: "Recommandez ce que vous aimez.".into(),
        conditions: "Pas d’annonces sur **notre nom**.".into(),
        currency: Currency::Mad,
        hosts: vec!["souk.ma".into()],
        admission: Admission::default(),
    }
}

/// Ten percent of everything, for thirty days.
pub(crate) fn terms() -> Terms {
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
