//! A shop: a simulator, a client, and a server that notes the callbacks it gets.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode},
};
use paysim::{Auto, Button, Config, Provider, Running, Transaction, TransactionState, credentials};
use reqwest::{Client, RequestBuilder, redirect::Policy};
use serde_json::Value;

/// A callback as the shop got it.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Call {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> String {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    }

    /// The fields of a form, in their order.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        serde_urlencoded::from_str(&self.body).unwrap()
    }

    pub(crate) fn field(&self, name: &str) -> String {
        self.form().into_iter().find(|(known, _)| known == name).map(|(_, value)| value).unwrap_or_default()
    }
}

#[derive(Debug, Default)]
struct Desk {
    calls: Vec<Call>,
    answer: (u16, String),
}

/// A simulator and a shop beside it.
pub(crate) struct Shop {
    pub(crate) sim: Running,
    pub(crate) client: Client,
    desk: Arc<Mutex<Desk>>,
    address: String,
}

/// A simulator whose payers wait for a button and whose callbacks wait for `deliver`.
pub(crate) fn quiet() -> Config {
    Config { seed: 1, auto_deliver: false, ..Config::default() }
}

/// A simulator whose payers accept at once.
pub(crate) fn willing() -> Config {
    Config { auto: Auto::Accept { after: Duration::ZERO }, ..quiet() }
}

impl Shop {
    pub(crate) async fn open(config: Config) -> Self {
        let sim = Running::start(config).await.unwrap();
        let desk = Arc::new(Mutex::new(Desk { calls: Vec::new(), answer: (200, String::new()) }));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(note).with_state(desk.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { sim, client, desk, address }
    }

    /// An address of the shop.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// An address of a provider.
    pub(crate) fn at(&self, provider: Provider, path: &str) -> String {
        format!("{}{path}", self.sim.base(provider))
    }

    /// What the shop answers from now on.
    pub(crate) fn answer(&self, status: u16, text: &str) {
        self.desk.lock().unwrap().answer = (status, text.to_owned());
    }

    /// Delivers what is due, and hands out all callbacks since the last time.
    pub(crate) async fn calls(&self) -> Vec<Call> {
        self.sim.deliver().await;
        std::mem::take(&mut self.desk.lock().unwrap().calls)
    }

    /// The newest transaction.
    pub(crate) fn last(&self) -> Transaction {
        self.sim.transactions().pop().unwrap()
    }

    /// The transaction with this reference of ours.
    pub(crate) fn state(&self, reference: &str) -> TransactionState {
        self.sim.transactions().into_iter().find(|it| it.our_reference == reference).unwrap().state
    }

    pub(crate) fn press(&self, id: &str, button: Button) {
        self.sim.press(id, button).unwrap();
    }
}

async fn note(State(desk): State<Arc<Mutex<Desk>>>, method: Method, headers: HeaderMap, body: Bytes) -> (StatusCode, String) {
    let mut desk = desk.lock().unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    desk.calls.push(Call { method: method.to_string(), headers, body });
    (StatusCode::from_u16(desk.answer.0).unwrap(), desk.answer.1.clone())
}

/// Sends a request: its status and its JSON, or `Null`.
pub(crate) async fn send(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

/// A credential of a provider.
pub(crate) fn key(provider: Provider, name: &str) -> &'static str {
    credentials(provider).get(name).unwrap()
}
