//! A studio and a cinema: an API whose media pipeline really works, on a clock and a store of the test's choice.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use api::ApiState;
use axum::{Router, body::Body};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::StreamExt as _;
use http::{HeaderMap, Method, Request, StatusCode, header};
use identity::CreateAccount;
use jiff::SignedDuration;
use kernel::{Actor, Clock as _, FixedClock, Locale, Role, SystemClock};
use media::{Media, MediaConfig};
use platform::{
    Store,
    jobs::{Registry, Runner, RunnerConfig, RunnerHandle, WorkRole},
    store::StoreConfig,
};
use secrecy::SecretString;
use serde_json::{Value, json};
use test_kit::TestDb;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::composition;

const PASSWORD: &str = "un grand fleuve lent";
const PEOPLE: [(&str, Role); 4] =
    [("viewer", Role::Viewer), ("director", Role::Director), ("other", Role::Director), ("moderator", Role::Moderator)];

/// An answer with its bytes.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub(crate) struct Studio {
    pub(crate) clock: FixedClock,
    pub(crate) test_db: TestDb,
    pub(crate) folder: tempfile::TempDir,
    state: ApiState,
    router: Router,
    store: Store,
}

impl Studio {
    pub(crate) async fn new() -> Self {
        Self::on(&StoreConfig::default()).await
    }

    pub(crate) async fn on(config: &StoreConfig) -> Self {
        let clock = FixedClock::at(SystemClock.now());
        let (test_db, folder) = (TestDb::with(Arc::new(clock.clone())).await, tempfile::tempdir().unwrap());
        let store = Store::try_new(config, folder.path()).unwrap();
        let state = composed(&test_db, &store, folder.path());
        for (name, role) in PEOPLE {
            let cmd = CreateAccount {
                email: format!("{name}@example.org"),
                display_name: name.to_owned(),
                password: Some(SecretString::from(PASSWORD)),
                roles: vec![role],
                locale: Locale::Fr,
            };
            state.identity.create_account(&Actor::system("test"), cmd).await.unwrap();
        }
        Self { clock, test_db, folder, router: composition::router(&state), state, store }
    }

    /// The same installation in a new process, which knows nothing but the database and the disk.
    pub(crate) fn restart(&mut self) {
        self.state = composed(&self.test_db, &self.store, self.folder.path());
        self.router = composition::router(&self.state);
    }

    /// Lets hours pass.
    pub(crate) fn wait_hours(&self, hours: i64) {
        self.clock.advance(SignedDuration::from_hours(hours));
    }

    /// A fresh token: they last a quarter of an hour.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let login = json!({ "email": format!("{name}@example.org"), "password": PASSWORD });
        let reply = self.send(None, Method::POST, "/api/auth/login", &[("content-type", "application/json")], login.to_string());
        let reply = reply.await;
        reply.json()["token"].as_str().unwrap_or_else(|| panic!("no token: {reply:?}")).to_owned()
    }

    pub(crate) async fn send(
        &self,
        token: Option<&str>,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let response = self.router.clone().oneshot(request.body(body.into()).unwrap()).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        // A stream of events may never end: its head is all that is asked of it.
        let endless = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let bytes =
            if endless { Vec::new() } else { axum::body::to_bytes(response.into_body(), 64 << 20).await.unwrap().to_vec() };
        Reply { status, headers, bytes }
    }

    pub(crate) async fn get(&self, token: Option<&str>, path: &str) -> Reply {
        self.send(token, Method::GET, path, &[], Body::empty()).await
    }

    pub(crate) async fn json(&self, token: Option<&str>, method: Method, path: &str, body: Value) -> Reply {
        self.send(token, method, path, &[("content-type", "application/json")], body.to_string()).await
    }

    /// Speaks tus.
    pub(crate) async fn tus(
        &self,
        token: Option<&str>,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        self.send(token, method, path, &[headers, &[("tus-resumable", "1.0.0")]].concat(), body).await
    }

    /// Announces an upload; its address.
    pub(crate) async fn announce(&self, token: &str, name: &str, kind: &str, bytes: usize) -> String {
        let metadata = format!("filename {},kind {}", STANDARD.encode(name), STANDARD.encode(kind));
        let headers = [("upload-length", &*bytes.to_string()), ("upload-metadata", &*metadata)];
        let made = self.tus(Some(token), Method::POST, "/api/v1/uploads", &headers, Body::empty()).await;
        assert_eq!(made.status, 201, "{made:?}");
        made.header("location").to_owned()
    }

    /// Sends bytes from an offset.
    pub(crate) async fn patch(&self, token: &str, path: &str, offset: usize, bytes: Vec<u8>) -> Reply {
        let headers = [("upload-offset", &*offset.to_string()), ("content-type", "application/offset+octet-stream")];
        self.tus(Some(token), Method::PATCH, path, &headers, bytes).await
    }

    /// Uploads a file whole; the asset.
    pub(crate) async fn upload(&self, token: &str, name: &str, kind: &str, bytes: Vec<u8>) -> String {
        let path = self.announce(token, name, kind, bytes.len()).await;
        let done = self.patch(token, &path, 0, bytes).await;
        assert_eq!(done.status, 204, "{done:?}");
        done.header("x-asset-id").to_owned()
    }

    /// Starts to work on uploads.
    pub(crate) fn work(&self) -> RunnerHandle {
        let mut registry = Registry::new();
        self.state.media.register(&mut registry);
        Runner::start(&self.test_db.db(), &self.state.bus, &registry, RunnerConfig::new(WorkRole::Media, 2)).unwrap()
    }

    /// Works until an asset has ended, well or not.
    pub(crate) async fn finished(&self, token: &str, asset: &str) -> Value {
        let runner = self.work();
        let mut steps = self.state.bus.subscribe(&Media::progress_channel(asset.parse().unwrap()));
        let waiting = async {
            loop {
                let now = self.get(Some(token), &format!("/api/v1/assets/{asset}")).await.json();
                if ["ready", "rejected", "failed"].contains(&now["state"].as_str().unwrap()) {
                    return now;
                }
                // A step may be told before we listen: then the next look comes a second later.
                let _step: Result<_, _> = tokio::time::timeout(Duration::from_secs(1), steps.next()).await;
            }
        };
        let asset = tokio::time::timeout(Duration::from_mins(4), waiting).await.expect("an end within four minutes");
        runner.stop().await;
        asset
    }

    /// A film of the director's with this video.
    pub(crate) async fn film(&self, token: &str, title: &str, video: &str) -> Uuid {
        let made = self.json(Some(token), Method::POST, "/api/v1/films", json!({ "title": title })).await;
        assert_eq!(made.status, 201, "{made:?}");
        let id = made.json()["id"].as_str().unwrap().parse().unwrap();
        let path = format!("/api/v1/films/{id}/assets/video");
        let done = self.json(Some(token), Method::PUT, &path, json!({ "asset_id": video })).await;
        assert_eq!(done.status, 200, "{done:?}");
        id
    }

    /// Shows it to everybody.
    pub(crate) async fn publish(&self, token: &str, film: Uuid) {
        let details = json!({
            "title": "Aube", "synopsis_fr": "Une pêcheuse refuse de vendre sa pirogue.", "year": 2021, "genres": ["drama"],
            "countries": ["TG"], "spoken_languages": ["ee"], "age_rating": "all",
        });
        let credits = json!({ "credits": [{ "name": "Aïcha Koffi", "role": "director" }] });
        let moderator = self.sign_in("moderator").await;
        for (token, method, path, body) in [
            (token, Method::PUT, format!("/api/v1/films/{film}"), details),
            (token, Method::PUT, format!("/api/v1/films/{film}/credits"), credits),
            (token, Method::POST, format!("/api/v1/films/{film}/submit"), Value::Null),
            (&*moderator, Method::POST, format!("/api/v1/films/{film}/publish"), Value::Null),
        ] {
            let done = self.json(Some(token), method, &path, body).await;
            assert_eq!(done.status, StatusCode::OK.as_u16(), "{path}: {done:?}");
        }
    }

    /// A clip of moving pictures with sound.
    pub(crate) fn clip(&self, seconds: u32) -> Vec<u8> {
        let path: PathBuf = self.folder.path().join("clip.mp4");
        let pictures = format!("testsrc2=size=320x240:rate=25:duration={seconds}");
        let sound = format!("sine=frequency=440:duration={seconds}");
        let inputs = ["-f", "lavfi", "-i", &pictures, "-f", "lavfi", "-i", &sound];
        let codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-y"];
        let status = Command::new("ffmpeg").args(["-v", "error"]).args(inputs).args(codecs).arg(&path).status().unwrap();
        assert!(status.success());
        std::fs::read(path).unwrap()
    }
}

fn composed(test_db: &TestDb, store: &Store, folder: &Path) -> ApiState {
    composition::state(test_db.db(), store.clone(), folder, MediaConfig { workers: 2, ..MediaConfig::default() })
}
