//! Who carries texts. One variant a provider; each speaks its provider's own wire format.

use platform::http::{HttpClient, HttpError};
use reqwest::{Method, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use super::delivery::{self, Read};

/// The account at a provider.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsConfig {
    /// The provider.
    pub provider: SmsProvider,
    /// The user at the provider.
    pub username: String,
    /// The key.
    #[serde(serialize_with = "hidden")]
    pub api_key: SecretString,
    /// What stands as the sender: a name or short code registered with the provider. Without it, the provider's own.
    #[serde(default)]
    pub sender: Option<String>,
    /// Where the provider is asked, when not at its own address: its sandbox, a simulator.
    #[serde(default)]
    pub url: Option<Url>,
    /// The country of numbers that are written without one.
    #[serde(default = "home")]
    pub country: String,
    /// How many notices one person is sent in 24 hours: each costs money. Codes are counted apart.
    #[serde(default = "per_day")]
    pub notices_per_day: u16,
}

fn home() -> String {
    "TG".to_owned()
}

const fn per_day() -> u16 {
    5
}

fn hidden<S: Serializer>(_: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("…")
}

/// The providers that are spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmsProvider {
    /// Africa's Talking: <http://docs.africastalking.com/sms/sending>.
    AfricasTalking,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The provider has it, under this id.
    Sent(String),
    /// It will never be sent to this number, in the provider's word.
    Refused(String),
    /// It was not taken, and may be later.
    Later(String),
    /// Nobody knows: it may have left.
    Unknown,
}

/// The answer of `POST /version1/messaging`.
#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(rename = "SMSMessageData")]
    data: MessageData,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MessageData {
    #[serde(default)]
    message: String,
    #[serde(default)]
    recipients: Vec<Recipient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    status_code: u16,
    status: String,
    #[serde(default)]
    message_id: String,
}

impl SmsConfig {
    fn base(&self) -> &str {
        match (&self.url, self.provider) {
            (Some(url), _) => url.as_str().trim_end_matches('/'),
            (None, SmsProvider::AfricasTalking) => "https://api.africastalking.com",
        }
    }

    /// Sends one text. `http` is the client for operators' own addresses where one is set.
    pub(crate) async fn send(&self, http: &HttpClient, to: &str, text: &str) -> Outcome {
        match self.provider {
            SmsProvider::AfricasTalking => self.africas_talking(http, to, text).await,
        }
    }

    /// Reads what the provider reports.
    pub(crate) fn read_report(&self, body: &[u8]) -> Read {
        match self.provider {
            SmsProvider::AfricasTalking => delivery::africas_talking(body),
        }
    }

    async fn africas_talking(&self, http: &HttpClient, to: &str, text: &str) -> Outcome {
        let Ok(url) = format!("{}/version1/messaging", self.base()).parse() else {
            return Outcome::Later("the provider's address is none".to_owned());
        };
        let mut form = vec![("username", self.username.as_str()), ("to", to), ("message", text)];
        if let Some(sender) = &self.sender {
            form.push(("from", sender));
        }
        let request = http
            .request(Method::POST, url)
            .header("apiKey", self.api_key.expose_secret())
            .header(header::ACCEPT, "application/json")
            .form(&form)
            .build();
        let Ok(request) = request else { return Outcome::Later("the request cannot be made".to_owned()) };
        match http.send(request).await {
            Ok(answer) => read(answer.status.as_u16(), &answer.body),
            // Nothing left: there was nobody to send it to.
            Err(HttpError::NoAnswer(error)) if error.is_connect() => Outcome::Later("no connection".to_owned()),
            Err(HttpError::Refused | HttpError::Setup(_)) => Outcome::Later("the provider's address may not be asked".to_owned()),
            Err(HttpError::NoAnswer(_) | HttpError::TooLong { .. }) => Outcome::Unknown,
        }
    }
}

/// What an answer means. 201 with one recipient is the rule; its `statusCode` says what became of the text: 100 processed, 101 sent,
/// 102 queued, 401–409 refused, 500–502 the operator's network.
fn read(status: u16, body: &[u8]) -> Outcome {
    match status {
        200 | 201 => {}
        // The request was judged and not taken: wrong key, too many requests, wrong parameters.
        400..=499 => return Outcome::Later(format!("the provider answered {status}")),
        _ => return Outcome::Unknown,
    }
    let Ok(Answer { data }) = serde_json::from_slice::<Answer>(body) else { return Outcome::Unknown };
    // Nobody to send to: the message says why (`InvalidSenderId`, `InsufficientBalance` …).
    let Some(recipient) = data.recipients.into_iter().next() else { return Outcome::Later(data.message) };
    match recipient.status_code {
        100..=102 => Outcome::Sent(recipient.message_id),
        // The account, not the number: too risky, sender not registered, balance.
        401 | 402 | 405 | 500..=502 => Outcome::Later(recipient.status),
        _ => Outcome::Refused(recipient.status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_the_provider_documents_it() {
        let of = |code: u16, status: &str| {
            format!(
                r#"{{"SMSMessageData":{{"Message":"Sent to 1/1 Total Cost: XOF 12.0000","Recipients":[{{"statusCode":{code},
                    "number":"+22890123456","status":"{status}","cost":"XOF 12.0000","messageId":"ATPid_1"}}]}}}}"#
            )
        };
        let none = r#"{"SMSMessageData":{"Message":"InvalidSenderId","Recipients":[]}}"#.to_owned();
        for (status, body, outcome) in [
            (201, of(101, "Success"), Outcome::Sent("ATPid_1".into())),
            (201, of(102, "Queued"), Outcome::Sent("ATPid_1".into())),
            (201, of(403, "InvalidPhoneNumber"), Outcome::Refused("InvalidPhoneNumber".into())),
            (201, of(406, "UserInBlacklist"), Outcome::Refused("UserInBlacklist".into())),
            (201, of(405, "InsufficientBalance"), Outcome::Later("InsufficientBalance".into())),
            (201, of(501, "GatewayError"), Outcome::Later("GatewayError".into())),
            (201, none, Outcome::Later("InvalidSenderId".into())),
            (201, "<html>".into(), Outcome::Unknown),
            (401, "The supplied authentication is invalid".into(), Outcome::Later("the provider answered 401".into())),
            (502, String::new(), Outcome::Unknown),
        ] {
            assert_eq!(read(status, body.as_bytes()), outcome, "{status} {body}");
        }
    }
}
