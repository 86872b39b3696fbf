//! A push service and the browsers behind it, on a port of the test's own: what RFC 8030, 8291 and 8292 ask for is checked on the
//! wire, and each message is decrypted as its browser would. Written from the RFCs, without the library that Griot encrypts with.

mod decrypt;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse as _, Response},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use kernel::{Clock as _, Rng, SystemClock};
use p256::SecretKey;
use platform::SystemRng;
use serde_json::Value;
use url::Url;

const BODY_BYTES_MAX: usize = 4_096;
const TOKEN_LASTS_MAX_S: i64 = 24 * 3_600;

/// A subscription as a browser gives it away (`PushSubscription.toJSON()`).
#[derive(Debug, Clone)]
pub struct Subscription {
    /// Where messages go.
    pub endpoint: String,
    /// The public key, in base64url.
    pub p256dh: String,
    /// The authentication secret, in base64url.
    pub auth: String,
}

/// A message that was taken and decrypted.
#[derive(Debug, Clone, PartialEq)]
pub struct Pushed {
    /// What it says.
    pub message: Value,
    /// For how long the service keeps it, in seconds.
    pub ttl_s: u32,
    /// `very-low`, `low`, `normal` or `high`.
    pub urgency: String,
    /// A newer message of the same topic stands in for it.
    pub topic: Option<String>,
    /// Who sent it: the `sub` of the token.
    pub subject: String,
}

/// What a service answers instead of taking a message.
#[derive(Debug, Clone)]
struct Planned {
    status: StatusCode,
    retry_after: Option<String>,
}

#[derive(Debug)]
struct Browser {
    key: SecretKey,
    auth: [u8; 16],
    /// The `applicationServerKey` it subscribed with: nobody else may write.
    server_key: String,
    gone: bool,
    longest: usize,
    pushed: Vec<Pushed>,
}

#[derive(Debug, Default)]
struct World {
    browsers: HashMap<String, Browser>,
    planned: VecDeque<Planned>,
    /// Why requests were refused, in words.
    complaints: Vec<String>,
    asked: usize,
}

/// A running push service; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub struct PushService {
    url: Url,
    world: Arc<Mutex<World>>,
}

impl PushService {
    /// Starts it on a free port.
    #[expect(clippy::expect_used, reason = "a test without its push service cannot go on")]
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("an address");
        let service = Self { url, world: Arc::default() };
        let router = Router::new().route("/push/{id}", post(take)).with_state(service.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        service
    }

    /// Its address.
    pub fn url(&self) -> Url {
        self.url.clone()
    }

    /// A browser subscribes, with the server's public key in base64url.
    #[expect(clippy::expect_used, reason = "thirty-two random bytes are a key, but once in four thousand million times")]
    pub fn subscribe(&self, server_key: &str) -> Subscription {
        let rng: &dyn Rng = &SystemRng;
        let id = hex::encode(rng.bytes::<16>());
        let key = SecretKey::from_slice(&rng.bytes::<32>()).expect("a key");
        let auth = rng.bytes::<16>();
        let subscription = Subscription {
            endpoint: self.url.join(&format!("/push/{id}")).map(String::from).unwrap_or_default(),
            p256dh: URL_SAFE_NO_PAD.encode(key.public_key().to_sec1_bytes()),
            auth: URL_SAFE_NO_PAD.encode(auth),
        };
        let browser =
            Browser { key, auth, server_key: server_key.to_owned(), gone: false, longest: BODY_BYTES_MAX, pushed: Vec::new() };
        self.world().browsers.insert(id, browser);
        subscription
    }

    /// What a browser was told, the oldest first.
    pub fn pushed(&self, to: &Subscription) -> Vec<Pushed> {
        self.world().browsers.get(id_of(to)).map(|browser| browser.pushed.clone()).unwrap_or_default()
    }

    /// The browser has unsubscribed: 410 from now on.
    pub fn unsubscribe(&self, who: &Subscription) {
        self.with(who, |browser| browser.gone = true);
    }

    /// The browser's service takes no more than so many bytes: 413 above.
    pub fn take_at_most(&self, who: &Subscription, bytes: usize) {
        self.with(who, |browser| browser.longest = bytes);
    }

    /// The next request is answered with this instead.
    pub fn answer_next(&self, status: StatusCode, retry_after: Option<&str>) {
        self.world().planned.push_back(Planned { status, retry_after: retry_after.map(str::to_owned) });
    }

    /// Why requests were refused as wrong; empty when each was as the RFCs want it.
    pub fn complaints(&self) -> Vec<String> {
        self.world().complaints.clone()
    }

    /// How many requests came.
    pub fn asked(&self) -> usize {
        self.world().asked
    }

    fn with(&self, who: &Subscription, change: impl FnOnce(&mut Browser)) {
        if let Some(browser) = self.world().browsers.get_mut(id_of(who)) {
            change(browser);
        }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn id_of(subscription: &Subscription) -> &str {
    subscription.endpoint.rsplit('/').next().unwrap_or_default()
}

async fn take(State(service): State<PushService>, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let mut world = service.world();
    world.asked += 1;
    if let Some(planned) = world.planned.pop_front() {
        let mut answer = planned.status.into_response();
        if let Some(value) = planned.retry_after.and_then(|text| HeaderValue::from_str(&text).ok()) {
            answer.headers_mut().insert(header::RETRY_AFTER, value);
        }
        return answer;
    }
    let Some(browser) = world.browsers.get_mut(&id) else { return StatusCode::NOT_FOUND.into_response() };
    if browser.gone {
        return StatusCode::GONE.into_response();
    }
    if body.len() > browser.longest {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let origin = service.url.origin().ascii_serialization();
    match read(browser, &origin, &headers, &body) {
        Ok(pushed) => {
            // An undelivered message of the same topic is replaced (RFC 8030 §5.4); here all browsers are on: all are delivered.
            browser.pushed.push(pushed);
            (StatusCode::CREATED, [("location", format!("{origin}/message/1"))]).into_response()
        }
        Err((status, why)) => {
            world.complaints.push(why);
            status.into_response()
        }
    }
}

fn read(browser: &Browser, origin: &str, headers: &HeaderMap, body: &[u8]) -> Result<Pushed, (StatusCode, String)> {
    let bad = |why: &str| (StatusCode::BAD_REQUEST, why.to_owned());
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let subject = vapid(text("authorization").unwrap_or_default(), origin, &browser.server_key)?;
    if text("content-encoding") != Some("aes128gcm") {
        return Err(bad("another content encoding than aes128gcm"));
    }
    let ttl_s = text("ttl").and_then(|text| text.parse().ok()).ok_or_else(|| bad("no TTL"))?;
    let urgency = text("urgency").unwrap_or("normal").to_owned();
    if !["very-low", "low", "normal", "high"].contains(&&*urgency) {
        return Err(bad("an urgency that is none"));
    }
    let topic = text("topic").map(str::to_owned);
    let fits =
        |topic: &String| topic.len() <= 32 && topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    if topic.as_ref().is_some_and(|topic| !fits(topic)) {
        return Err(bad("a topic that is none"));
    }
    let plain = decrypt::open(&browser.key, &browser.auth, body).ok_or_else(|| bad("a message that the browser cannot read"))?;
    let message = serde_json::from_slice(&plain).map_err(|_json| bad("a message that is no JSON"))?;
    Ok(Pushed { message, ttl_s, urgency, topic, subject })
}

/// RFC 8292: the token is signed by the key beside it, the key is the one of the subscription, and the token is for this service.
fn vapid(header: &str, origin: &str, server_key: &str) -> Result<String, (StatusCode, String)> {
    let refused = |status, why: &str| (status, format!("VAPID: {why}"));
    let parts = header.strip_prefix("vapid ").ok_or_else(|| refused(StatusCode::UNAUTHORIZED, "no token"))?;
    let named = |name: &str| parts.split(',').find_map(|part| part.trim().strip_prefix(name)).map(str::to_owned);
    let (Some(token), Some(key)) = (named("t="), named("k=")) else { return Err(refused(StatusCode::UNAUTHORIZED, "no t or k")) };
    if key != server_key {
        return Err(refused(StatusCode::FORBIDDEN, "not the key of this subscription"));
    }
    let point = URL_SAFE_NO_PAD.decode(&key).unwrap_or_default();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_audience(&[origin]);
    validation.set_required_spec_claims(&["aud", "exp", "sub"]);
    let read = decode::<Value>(&token, &DecodingKey::from_ec_der(&point), &validation)
        .map_err(|error| refused(StatusCode::UNAUTHORIZED, &error.to_string()))?;
    let left_s = read.claims["exp"].as_i64().unwrap_or_default() - SystemClock.now().as_second();
    if left_s > TOKEN_LASTS_MAX_S {
        return Err(refused(StatusCode::UNAUTHORIZED, "good for more than a day"));
    }
    let subject = read.claims["sub"].as_str().unwrap_or_default().to_owned();
    let reachable = subject.starts_with("mailto:") || subject.starts_with("https://");
    if reachable { Ok(subject) } else { Err(refused(StatusCode::UNAUTHORIZED, "nobody to write to")) }
}
