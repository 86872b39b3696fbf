//! The program of somebody else, on a port of the test's own: it keeps what it is told, and answers as it is told to.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, Method, Uri};
use serde_json::Value;
use sha2::Sha256;
use test_kit::TestDb;
use tokio::sync::watch;

/// What is answered to the next request.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
    /// What happens to the database before the answer.
    pub(crate) meanwhile: Option<(Arc<TestDb>, String)>,
}

impl Answer {
    pub(crate) fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), meanwhile: None }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn body(self, body: &[u8]) -> Self {
        Self { body: body.to_vec(), ..self }
    }

    pub(crate) fn meanwhile(self, db: &Arc<TestDb>, sql: &str) -> Self {
        Self { meanwhile: Some((Arc::clone(db), sql.to_owned())), ..self }
    }
}

/// A request that came.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Got {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Which of these secrets signed it, in the order of the header: as a receiver checks, from the text of the specification.
    pub(crate) fn signed_by(&self, secrets: &[&str]) -> Vec<Option<usize>> {
        let signed =
            [self.header("webhook-id"), self.header("webhook-timestamp"), std::str::from_utf8(&self.body).unwrap()].join(".");
        let matches = |signature: &str, secret: &str| {
            let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
            let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
            mac.update(signed.as_bytes());
            mac.verify_slice(&STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap()).is_ok()
        };
        let signatures = self.header("webhook-signature").split(' ');
        signatures.map(|signature| secrets.iter().position(|secret| matches(signature, secret))).collect()
    }
}

#[derive(Default)]
struct World {
    got: Vec<Got>,
    answers: VecDeque<Answer>,
    hanging: Vec<String>,
    /// By path: those in it now, and the most there ever were.
    inside: HashMap<String, (usize, usize)>,
}

#[derive(Clone)]
pub(crate) struct Receiver {
    port: u16,
    world: Arc<Mutex<World>>,
    /// How many requests came.
    came: watch::Sender<usize>,
    released: watch::Sender<bool>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let receiver = Self { port, world: Arc::default(), came: watch::Sender::new(0), released: watch::Sender::new(false) };
        let router = Router::new().fallback(take).with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        receiver
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.url_by("127.0.0.1", path)
    }

    /// The same by another name of this machine.
    pub(crate) fn url_by(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }

    pub(crate) fn answer_next(&self, answer: Answer) {
        self.world().answers.push_back(answer);
    }

    /// Requests to this path are answered when they are released.
    pub(crate) fn hang(&self, path: &str) {
        self.world().hanging.push(path.to_owned());
    }

    pub(crate) fn release(&self) {
        self.released.send_replace(true);
    }

    pub(crate) fn got(&self) -> Vec<Got> {
        self.world().got.clone()
    }

    pub(crate) fn got_at(&self, path: &str) -> Vec<Got> {
        self.got().into_iter().filter(|got| got.uri.path() == path).collect()
    }

    /// How many requests this path has not answered yet, and the most at once.
    pub(crate) fn inside(&self, path: &str) -> (usize, usize) {
        self.world().inside.get(path).copied().unwrap_or_default()
    }

    /// Waits until so many requests came to this path, for at most twenty seconds.
    pub(crate) async fn wait_for(&self, path: &str, count: usize) {
        let mut came = self.came.subscribe();
        let waiting = came.wait_for(|_| self.got_at(path).len() >= count);
        tokio::time::timeout(Duration::from_secs(20), waiting).await.expect("the requests came").unwrap();
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, path: &str) -> (Option<Answer>, bool) {
        let mut world = self.world();
        let inside = world.inside.entry(path.to_owned()).or_default();
        inside.0 += 1;
        inside.1 = inside.1.max(inside.0);
        (world.answers.pop_front(), world.hanging.iter().any(|hanging| hanging == path))
    }
}

async fn take(State(receiver): State<Receiver>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.path().to_owned();
    let (answer, hangs) = receiver.enter(&path);
    receiver.world().got.push(Got { method, uri, headers, body });
    receiver.came.send_modify(|came| *came += 1);
    if hangs {
        receiver.released.subscribe().wait_for(|released| *released).await.unwrap();
    }
    receiver.world().inside.entry(path).or_default().0 -= 1;
    let answer = answer.unwrap_or_else(|| Answer::status(204));
    if let Some((db, sql)) = answer.meanwhile {
        db.script(sql).await;
    }
    let mut response = Response::builder().status(answer.status);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap()
}
