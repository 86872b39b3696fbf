//! A site of its own for each test: services, people with sessions, films; and a browser without scripts.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, header},
};
use catalog::{
    AttachAsset, Catalog, CreateFilm, CreditInput, CreditPerson, CreditRole, EditFilm, FilmInput, FilmPart, PublishFilm,
    SetCredits,
};
use contracts::{catalog::FilmId, crowdfunding::ProjectId, media::AssetId};
use crowdfunding::{BudgetLine, Crowdfunding, CrowdfundingConfig, FundingMode, ProjectDraft, Review};
use identity::{Client, ClientKind, CreateAccount, Identity, IdentityConfig, SignIn, SignInOutcome};
use kernel::{Actor, Currency, Locale, Role, SystemClock};
use ledger::Ledger;
use media::{Media, MediaConfig};
use payments::{Payments, PaymentsConfig, ProviderName, Rail, Route};
use platform::{Bus, Mail, RateLimiter, Secrets, Store};
use playback::{Assets, Playback, PlaybackConfig};
use secrecy::SecretString;
use test_kit::{Page, TestDb};
use tower::ServiceExt as _;
use url::Url;
use web_karangou::{KarangouConfig, KarangouState};
use web_kit::{Sessions, WebKit, WebKitConfig};

const PASSWORD: &str = "un grand fleuve lent";
pub(crate) const ORIGIN: &str = "https://films.example";

pub(crate) struct Site {
    pub catalog: Catalog,
    pub identity: Identity,
    pub crowdfunding: Crowdfunding,
    pub ledger: Ledger,
    bus: Bus,
    pub router: Router,
    pub db: TestDb,
    store: Store,
    owner: tokio::sync::OnceCell<Person>,
    _folder: tempfile::TempDir,
}

/// Somebody with a session, as their browser and as the services know them.
pub(crate) struct Person {
    pub actor: Actor,
    cookie: String,
}

impl Site {
    pub(crate) async fn new() -> Self {
        let db = TestDb::new().await;
        let folder = tempfile::tempdir().unwrap();
        let (bus, secrets) = (Bus::start(&db.db()), Secrets::from_master([7; 32]));
        let store = Store::local(&folder.path().join("files")).unwrap();
        let (kept, url): (Store, Url) = (store.clone(), ORIGIN.parse().unwrap());
        let mail = Mail::mailbox(db.db());
        let config = IdentityConfig { staff_without_second_factor: true, ..IdentityConfig::new(url.clone()) };
        let identity = Identity::try_new(db.db(), secrets.clone(), RateLimiter::new(db.db()), mail, config).unwrap();
        let media = Media::new(db.db(), store.clone(), folder.path().join("work"), MediaConfig::default());
        let nothing =
            Assets { load: Arc::new(|_| Box::pin(async { Ok(None) })), revision: Arc::new(|_| Box::pin(async { Ok(None) })) };
        let playback = Playback::new(db.db(), bus.clone(), store, &secrets, nothing, PlaybackConfig::default());
        let catalog = Catalog::new(db.db(), &bus);
        let ledger = Ledger::start(db.db());
        let mixx = Route {
            rail: Rail::Mixx,
            provider: ProviderName::Paygate,
            countries: vec!["TG".into()],
            currencies: vec![Currency::Xof],
            charged_in: None,
        };
        let bank = Route {
            rail: Rail::Bank,
            provider: ProviderName::Bank,
            countries: vec![],
            currencies: vec![Currency::Xof],
            charged_in: None,
        };
        let config = PaymentsConfig { routes: vec![mixx, bank], ..PaymentsConfig::default() };
        let payments = Payments::try_new(db.db(), ledger.clone(), &secrets, url.clone(), config).unwrap();
        let crowdfunding = Crowdfunding::new(db.db(), ledger.clone(), payments.clone(), &secrets, CrowdfundingConfig::default());
        let state = KarangouState {
            identity: identity.clone(),
            media,
            playback,
            catalog: catalog.clone(),
            crowdfunding: crowdfunding.clone(),
            payments,
            bus: bus.clone(),
            config: KarangouConfig::default(),
            public_url: url.clone(),
            other_maps: &["/sitemap/ailleurs.xml"],
        };
        let rng = TestDb::seeded_rng(1);
        let kit = WebKit::new(Sessions::of(identity.clone()), [1; 32], Arc::new(SystemClock), rng, WebKitConfig::at(url));
        let router = kit.wrap(web_kit::router().merge(web_karangou::router(state)));
        Self {
            catalog,
            identity,
            crowdfunding,
            ledger,
            bus,
            router,
            db,
            store: kept,
            owner: tokio::sync::OnceCell::new(),
            _folder: folder,
        }
    }

    /// Somebody of this role, signed in.
    pub(crate) async fn person(&self, name: &str, role: Role) -> Person {
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

    /// A finished asset of this person.
    pub(crate) async fn asset(&self, owner: &Person, kind: &str) -> AssetId {
        let (id, owner) = (AssetId::generate(), owner.actor.account_id().unwrap());
        self.db
            .script(format!(
                "INSERT INTO media.assets (id, owner_id, kind, state, filename, source_bytes, duration_ms, dominant_colour, created_at,
                     updated_at, playable_at)
                 VALUES ('{id}', '{owner}', '{kind}', 'ready', 'film.mp4', 1, 5400000, '#9a3412', now(), now(), now());
                 INSERT INTO media.renditions (id, asset_id, name, kind, codec, position, settings, ready, codecs, init_key, init_bytes,
                     timescale, peak_bps, average_bps, size_bytes)
                 SELECT gen_random_uuid(), '{id}', r.name, r.kind, r.codec, r.position,
                        jsonb_build_object('name', r.name, 'codec', r.codec, 'width', 640, 'height', 360, 'keep_every', 1,
                            'frame_rate', jsonb_build_object('num', 25, 'den', 1), 'segment_frames', 100, 'crf', 30, 'max_kbps', 400),
                        true, 'x', 'k', 1, 1000, 1, 1, r.bytes
                 FROM (VALUES ('av1-240', 'video', 'av1', 1, 6000000), ('av1-360', 'video', 'av1', 2, 11000000),
                              ('opus-48-t0', 'audio', 'opus', 3, 1000000)) AS r (name, kind, codec, position, bytes)
                 WHERE '{kind}' = 'video'"
            ))
            .await;
        id
    }

    /// A checked document of this person.
    pub(crate) async fn document(&self, owner: &Person, bytes: &str) -> AssetId {
        let (id, owner, size) = (AssetId::generate(), owner.actor.account_id().unwrap(), bytes.len());
        let key = format!("media/{id}/source");
        self.store.put(&key, bytes.to_owned().into()).await.unwrap();
        self.db
            .script(format!(
                "INSERT INTO media.assets (id, owner_id, kind, state, filename, source_key, source_bytes, created_at, updated_at)
                 VALUES ('{id}', '{owner}', 'document', 'ready', 'f.pdf', '{key}', {size}, now(), now())"
            ))
            .await;
        id
    }

    /// A draft of this title that lacks nothing; its id and slug.
    pub(crate) async fn draft(&self, owner: &Person, title: &str) -> (FilmId, String) {
        let film =
            self.catalog.create_film(&owner.actor, CreateFilm { title: title.into(), organisation_id: None }).await.unwrap();
        let film_id = film.page.card.id;
        let details = FilmInput { title: title.into(), ..details() };
        self.catalog.edit_film(&owner.actor, EditFilm { film_id, version: None, details }).await.unwrap();
        let person = CreditPerson::Named("Aïcha Koffi".into());
        let credits = vec![CreditInput { person, role: CreditRole::Director, detail: String::new() }];
        self.catalog.set_credits(&owner.actor, SetCredits { film_id, credits }).await.unwrap();
        let asset_id = Some(self.asset(owner, "video").await);
        self.catalog.attach_asset(&owner.actor, AttachAsset { film_id, part: FilmPart::Video, asset_id }).await.unwrap();
        (film_id, film.page.card.slug)
    }

    /// A published film; its id and slug.
    pub(crate) async fn film(&self, title: &str) -> (FilmId, String) {
        let owner = self.owner.get_or_init(|| self.person("Mariama", Role::Director)).await;
        let (film_id, slug) = self.draft(owner, title).await;
        self.catalog.submit_film(&owner.actor, film_id).await.unwrap();
        self.catalog.publish_film(&Actor::system("test"), PublishFilm { film_id, version: None }).await.unwrap();
        (film_id, slug)
    }

    /// Resolves once live messages arrive.
    pub(crate) async fn ready(&self) {
        self.bus.ready().await;
    }

    /// A project of this person that is online.
    pub(crate) async fn project(&self, owner: &Person, draft: ProjectDraft) -> ProjectId {
        let id = self.crowdfunding.create_project(&owner.actor, &draft).await.unwrap();
        self.crowdfunding.submit_project(&owner.actor, id).await.unwrap();
        self.crowdfunding.review_project(&Actor::system("test"), id, &Review::Approve).await.unwrap();
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
        let token = self.get_as(person, "/ma-liste").await.attribute("input[name=_csrf]", "value").unwrap();
        let body =
            url::form_urlencoded::Serializer::new(String::new()).append_pair("_csrf", &token).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::COOKIE, &person.cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body)).await
    }

    /// Sends a form of a stranger, who has no session and so no token.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get("/films").await;
        let cookie = page.headers.get(header::SET_COOKIE).map_or("", |cookie| cookie.to_str().unwrap());
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::COOKIE, cookie)
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
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.srt\"\r\n\r\n{file}\r\n--x--\r\n"
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

/// Details that lack nothing but a title.
pub(crate) fn details() -> FilmInput {
    FilmInput {
        synopsis_fr: "Une pêcheuse de Lomé refuse de vendre sa pirogue.".into(),
        synopsis_en: "A fisherwoman of Lomé will not sell her canoe.".into(),
        year: Some(2021),
        genres: vec!["drama".into()],
        countries: vec!["TG".into()],
        spoken_languages: vec!["ee".into()],
        subtitle_languages: vec!["fr".into(), "kbp".into()],
        age_rating: "all".into(),
        ..FilmInput::default()
    }
}

/// A project of a hundred thousand francs that lacks nothing.
pub(crate) fn project(title: &str) -> ProjectDraft {
    ProjectDraft {
        title: title.into(),
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
