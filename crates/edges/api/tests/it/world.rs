//! An API on a database of its own, with one account of each kind.

use api::ApiState;
use axum::{Router, body::Body};
use http::{Method, Request, StatusCode, header};
use identity::CreateAccount;
use kernel::{Actor, Locale, Role};
use media::MediaConfig;
use payments::PaymentsConfig;
use platform::{Db, Store};
use secrecy::SecretString;
use serde_json::{Value, json};
use test_kit::TestDb;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::composition;

pub(crate) const PASSWORD: &str = "un grand fleuve lent";

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    Nobody,
    /// A viewer who owns nothing here.
    Stranger,
    /// The director whose film it is.
    Owner,
    /// A moderator.
    Staff,
    /// An administrator.
    Admin,
    /// Who promotes what the owner sells; only where somebody asked for them.
    Partner,
}

pub(crate) struct World {
    pub(crate) router: Router,
    pub(crate) state: ApiState,
    pub(crate) db: Db,
    tokens: [String; 4],
    partner: Option<String>,
    _test_db: TestDb,
    _folder: tempfile::TempDir,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Value,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::on(TestDb::new().await, PaymentsConfig::default()).await
    }

    /// On this database, with these providers of payments.
    pub(crate) async fn on(test_db: TestDb, payments: PaymentsConfig) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = test_db.db();
        let store = Store::local(&folder.path().join("files")).unwrap();
        let state = composition::state_with(db.clone(), store, folder.path(), MediaConfig::default(), payments);
        let router = composition::router(&state);
        let mut tokens = Vec::new();
        for (name, role) in
            [("stranger", Role::Viewer), ("owner", Role::Director), ("staff", Role::Moderator), ("admin", Role::Admin)]
        {
            tokens.push(sign_up(&state, &router, name, role).await);
        }
        let tokens = tokens.try_into().unwrap();
        Self { router, state, db, tokens, partner: None, _test_db: test_db, _folder: folder }
    }

    /// With somebody more, who is nobody of these.
    pub(crate) async fn with_partner() -> Self {
        let mut world = Self::new().await;
        world.partner = Some(sign_up(&world.state, &world.router, "partner", Role::Viewer).await);
        world
    }

    pub(crate) async fn call(&self, who: Who, method: Method, path: &str, body: Option<Value>) -> Answer {
        match self.token(who) {
            None => self.call_with(method, path, &[], body).await,
            Some(token) => self.call_with(method, path, &[("authorization", &format!("Bearer {token}"))], body).await,
        }
    }

    pub(crate) fn token(&self, who: Who) -> Option<&str> {
        let [stranger, owner, staff, admin] = &self.tokens;
        match who {
            Who::Nobody => None,
            Who::Stranger => Some(stranger),
            Who::Owner => Some(owner),
            Who::Staff => Some(staff),
            Who::Admin => Some(admin),
            Who::Partner => Some(self.partner.as_deref().expect("a world with a partner")),
        }
    }

    /// A POST with a body that is not JSON.
    pub(crate) async fn call_text(&self, who: Who, path: &str, kind: &str, text: &str) -> Answer {
        let token = self.token(who).unwrap();
        let request = Request::post(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.raw(request.header(header::CONTENT_TYPE, kind).body(Body::from(text.to_owned())).unwrap()).await
    }

    pub(crate) async fn call_with(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<Value>) -> Answer {
        send(self.router.clone(), method, path, headers, body.as_ref()).await
    }

    /// The account of one of them.
    pub(crate) async fn account_id(&self, who: Who) -> String {
        self.get(who, "/api/v1/me").await.body["id"].as_str().unwrap().to_owned()
    }

    /// The token of the last mail to an address.
    pub(crate) async fn mailed_token(&self, to: &str) -> String {
        let text: String =
            sqlx::query_scalar("SELECT text_body FROM platform.mailbox WHERE recipient = $1 ORDER BY id DESC LIMIT 1")
                .bind(to)
                .fetch_one(self.db.pool())
                .await
                .unwrap();
        text.split_once("jeton=").unwrap().1.split_whitespace().next().unwrap().to_owned()
    }

    pub(crate) async fn get(&self, who: Who, path: &str) -> Answer {
        self.call(who, Method::GET, path, None).await
    }

    /// A request as it is, without any help.
    pub(crate) async fn raw(&self, request: Request<Body>) -> Answer {
        answer(self.router.clone(), request).await
    }

    /// A draft of the owner's that lacks nothing, with a finished video.
    pub(crate) async fn draft(&self, title: &str) -> Uuid {
        let made = self.call(Who::Owner, Method::POST, "/api/v1/films", Some(json!({ "title": title }))).await;
        assert_eq!(made.status, 201, "{made:?}");
        let id: Uuid = made.body["id"].as_str().unwrap().parse().unwrap();
        let details = json!({
            "title": title, "synopsis_fr": "Une pêcheuse refuse de vendre sa pirogue.", "year": 2021, "genres": ["drama"],
            "countries": ["TG"], "spoken_languages": ["ee"], "age_rating": "all",
        });
        let owner = made.body["owner_account_id"].as_str().unwrap().parse().unwrap();
        let video = self.video(owner).await;
        for (path, body) in [
            (format!("/api/v1/films/{id}"), details),
            (format!("/api/v1/films/{id}/credits"), json!({ "credits": [{ "name": "Aïcha Koffi", "role": "director" }] })),
            (format!("/api/v1/films/{id}/assets/video"), json!({ "asset_id": video })),
        ] {
            let done = self.call(Who::Owner, Method::PUT, &path, Some(body)).await;
            assert_eq!(done.status, 200, "{path}: {done:?}");
        }
        id
    }

    /// A published film of the owner's.
    pub(crate) async fn film(&self, title: &str) -> Uuid {
        let id = self.draft(title).await;
        for (who, step) in [(Who::Owner, "submit"), (Who::Staff, "publish")] {
            let done = self.call(who, Method::POST, &format!("/api/v1/films/{id}/{step}"), None).await;
            assert_eq!(done.status, 200, "{step}: {done:?}");
        }
        id
    }

    /// An upload of the owner's that was announced; its id.
    pub(crate) async fn upload(&self) -> String {
        let token = format!("Bearer {}", self.tokens[1]);
        let headers =
            [("authorization", &*token), ("upload-length", "9"), ("upload-metadata", "filename ZmlsbS5tcDQ=,kind dmlkZW8=")];
        let made = self.call_with(Method::POST, "/api/v1/uploads", &headers, None).await;
        let location = made.headers.get("location").unwrap_or_else(|| panic!("{made:?}")).to_str().unwrap();
        location.rsplit_once('/').unwrap().1.to_owned()
    }

    /// A project of the owner's with a trailer: a draft that could be submitted.
    pub(crate) async fn project(&self) -> String {
        let made = self.call(Who::Owner, Method::POST, "/api/v1/projects", Some(project())).await;
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.body["id"].as_str().unwrap().to_owned();
        let owner = self.account_id(Who::Owner).await.parse().unwrap();
        let trailer = Some(serde_json::json!({ "asset_id": self.video(owner).await }));
        let set = self.call(Who::Owner, Method::PUT, &format!("/api/v1/projects/{id}/trailer"), trailer).await;
        assert_eq!(set.status, 200, "{set:?}");
        id
    }

    /// A project of the owner's that takes pledges.
    pub(crate) async fn online_project(&self) -> String {
        let id = self.project().await;
        for (who, step) in [(Who::Owner, "submit"), (Who::Staff, "approve")] {
            let done = self.call(who, Method::POST, &format!("/api/v1/projects/{id}/{step}"), None).await;
            assert_eq!(done.status, 200, "{step}: {done:?}");
        }
        id
    }

    async fn video(&self, owner: Uuid) -> Uuid {
        let id = Uuid::now_v7();
        sqlx::query(
            "INSERT INTO media.assets (id, owner_id, kind, state, filename, source_bytes, duration_ms, created_at, updated_at, playable_at)
             VALUES ($1, $2, 'video', 'ready', 'film.mp4', 1, 5400000, now(), now(), now())",
        )
        .bind(id)
        .bind(owner)
        .execute(self.db.pool())
        .await
        .unwrap();
        id
    }
}

/// A whole project of a hundred thousand francs.
pub(crate) fn project() -> Value {
    json!({
        "title": "La pirogue d’Ayélé", "pitch": "Un film sur le fleuve.", "risks": "La pluie.", "country": "TG", "currency": "XOF",
        "story": "Il était une fois un fleuve, et une pirogue qui ne voulait pas partir. ".repeat(5), "goal_minor": 100_000,
        "mode": "all_or_nothing", "days": 30,
        "budget": [{ "title": "Image", "minimum_minor": 100_000, "optimum_minor": 150_000 }],
    })
}

/// Makes an account and signs it in; its token.
async fn sign_up(state: &ApiState, router: &Router, name: &str, role: Role) -> String {
    let cmd = CreateAccount {
        email: format!("{name}@example.org"),
        display_name: name.to_owned(),
        password: Some(SecretString::from(PASSWORD)),
        roles: vec![role],
        locale: Locale::Fr,
    };
    state.identity.create_account(&Actor::system("test"), cmd).await.unwrap();
    let login = json!({ "email": format!("{name}@example.org"), "password": PASSWORD });
    let answer = send(router.clone(), Method::POST, "/api/auth/login", &[], Some(&login)).await;
    answer.body["token"].as_str().unwrap_or_else(|| panic!("no token: {answer:?}")).to_owned()
}

async fn send(router: Router, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if path.starts_with("/api/v1/uploads") {
        request = request.header("tus-resumable", "1.0.0");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = match body {
        Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
        None => request.body(Body::empty()),
    };
    answer(router, request.unwrap()).await
}

async fn answer(router: Router, request: Request<Body>) -> Answer {
    let response = router.oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    // A stream of events never ends: its head is all that is asked of it.
    let streams = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
    let bytes =
        if streams { axum::body::Bytes::default() } else { axum::body::to_bytes(response.into_body(), 16 << 20).await.unwrap() };
    Answer { status, headers, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}
