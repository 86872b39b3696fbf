//! A provider of texts on a port of the test's own, with state: the wire format of Africa's Talking (`POST /version1/messaging`), and
//! the phones behind it; what became of each text is reported as that provider does.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::{
    Form, Json, Router,
    body::Body,
    extract::State,
    response::{IntoResponse as _, Response},
    routing::post,
};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

/// The key that it accepts, and the user whose key it is.
pub const API_KEY: &str = "atsk_0123456789abcdef";
/// The user.
pub const USERNAME: &str = "karangou";

/// A text that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The provider's id.
    pub id: String,
    /// The number.
    pub to: String,
    /// From whom.
    pub sender: Option<String>,
    /// What it says.
    pub message: String,
}

/// What happens to the next text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The operator's network is away: 501, not taken.
    Gateway,
    /// It is sent, but the answer is lost on its way.
    AnswerLost,
    /// The provider itself is away: 429, not taken.
    TooMany,
}

#[derive(Debug, Default)]
struct World {
    texts: Vec<Text>,
    barred: Vec<String>,
    /// Numbers at which nothing arrives, and why.
    lost: Vec<(String, String)>,
    /// How many texts were reported on.
    reported: usize,
    /// The id of the next text.
    next_id: Option<String>,
    mishaps: Vec<Mishap>,
    asked: usize,
}

/// A running provider; it ends with the test's runtime.
#[derive(Debug, Clone)]
pub struct SmsGateway {
    url: Url,
    world: Arc<Mutex<World>>,
}

#[derive(Debug, Deserialize)]
struct Message {
    username: String,
    to: String,
    message: String,
    from: Option<String>,
}

impl SmsGateway {
    /// Starts it on a free port.
    #[expect(clippy::expect_used, reason = "a test without its provider cannot go on")]
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address")).parse().expect("an address");
        let gateway = Self { url, world: Arc::default() };
        let router = Router::new().route("/version1/messaging", post(send)).with_state(gateway.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        gateway
    }

    /// Its address.
    pub fn url(&self) -> Url {
        self.url.clone()
    }

    /// What arrived, the oldest first.
    pub fn texts(&self) -> Vec<Text> {
        self.world().texts.clone()
    }

    /// How many requests came.
    pub fn asked(&self) -> usize {
        self.world().asked
    }

    /// The owner of this number wants no texts: `UserInBlacklist`.
    pub fn bar(&self, number: &str) {
        self.world().barred.push(number.to_owned());
    }

    /// Something goes wrong with the next text.
    pub fn next(&self, mishap: Mishap) {
        self.world().mishaps.push(mishap);
    }

    /// Texts to this number are taken, and do not arrive, for this reason; without one they arrive again.
    pub fn lose(&self, number: &str, reason: Option<&str>) {
        let mut world = self.world();
        world.lost.retain(|(lost, _)| lost != number);
        if let Some(reason) = reason {
            world.lost.push((number.to_owned(), reason.to_owned()));
        }
    }

    /// The next text is given this id.
    pub fn next_id(&self, id: &str) {
        self.world().next_id = Some(id.to_owned());
    }

    /// The forms that it sends to its customer's callback, for texts that were not reported on yet: each on its way first, then its end.
    pub fn reports(&self) -> Vec<String> {
        let mut world = self.world();
        let new: Vec<Text> = world.texts.get(world.reported..).unwrap_or_default().to_vec();
        world.reported = world.texts.len();
        new.iter().flat_map(|text| [form(text, "Submitted", None), world.end(text)]).collect()
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn send(State(gateway): State<SmsGateway>, headers: HeaderMap, Form(told): Form<Message>) -> Response {
    let mut world = gateway.world();
    world.asked += 1;
    let key = headers.get("apikey").and_then(|value| value.to_str().ok());
    if key != Some(API_KEY) || told.username != USERNAME {
        return (StatusCode::UNAUTHORIZED, "The supplied authentication is invalid").into_response();
    }
    if headers.get("accept").and_then(|value| value.to_str().ok()) != Some("application/json") {
        return (StatusCode::NOT_ACCEPTABLE, "XML").into_response();
    }
    let mishap = (!world.mishaps.is_empty()).then(|| world.mishaps.remove(0));
    match mishap {
        Some(Mishap::TooMany) => return StatusCode::TOO_MANY_REQUESTS.into_response(),
        Some(Mishap::Gateway) => return answer(&told.to, 501, "GatewayError"),
        _ if world.barred.contains(&told.to) => return answer(&told.to, 406, "UserInBlacklist"),
        _ if !told.to.starts_with('+') => return answer(&told.to, 403, "InvalidPhoneNumber"),
        _ => {}
    }
    let to = told.to.clone();
    let id = world.next_id.take().unwrap_or_else(|| format!("ATPid_{}", uuid::Uuid::now_v7().simple()));
    world.texts.push(Text { id: id.clone(), to: told.to, sender: told.from, message: told.message });
    if mishap == Some(Mishap::AnswerLost) {
        let broken = futures::stream::once(async { Err::<&str, _>(std::io::Error::other("the line broke")) });
        return (StatusCode::CREATED, Body::from_stream(broken)).into_response();
    }
    answer_with(&to, 101, "Success", &id)
}

impl World {
    fn end(&self, text: &Text) -> String {
        match self.lost.iter().find(|(number, _)| *number == text.to) {
            Some((_, reason)) => form(text, "Failed", Some(reason)),
            None => form(text, "Success", None),
        }
    }
}

/// What the provider posts, as a form.
fn form(text: &Text, status: &str, reason: Option<&str>) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("phoneNumber", &text.to).append_pair("retryCount", "0").append_pair("id", &text.id);
    form.append_pair("status", status).append_pair("networkCode", "61501");
    if let Some(reason) = reason {
        form.append_pair("failureReason", reason);
    }
    form.finish()
}

fn answer(number: &str, code: u16, status: &str) -> Response {
    answer_with(number, code, status, "None")
}

fn answer_with(number: &str, code: u16, status: &str, id: &str) -> Response {
    let recipient: Value =
        json!({ "statusCode": code, "number": number, "status": status, "cost": "XOF 12.0000", "messageId": id });
    let body = json!({ "SMSMessageData": { "Message": "Sent to 1/1 Total Cost: XOF 12.0000", "Recipients": [recipient] } });
    (StatusCode::CREATED, Json(body)).into_response()
}
