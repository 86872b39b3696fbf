//! One attempt: the request, and what was answered. Never inside a transaction.

use std::time::{Duration, Instant};

use contracts::webhooks::{DeliveryId, EndpointId};
use jiff::Timestamp;
use platform::http::{HttpAnswer, HttpError};
use reqwest::{Method, Request, header};
use url::Url;
use uuid::Uuid;

use super::model::{ANSWER_BYTES_MAX, Failure, Outcome, excerpt, retry_after};
use crate::{EndpointKind, PostbackValues, Webhooks, WebhooksError, message::webhook_id, postback::Template};

/// A delivery that is due, with all that its request is made of.
pub(super) struct Parcel {
    pub(super) delivery_id: DeliveryId,
    pub(super) endpoint_id: EndpointId,
    pub(super) message_id: Uuid,
    pub(super) kind: EndpointKind,
    pub(super) url: String,
    /// The secret, and for a day after a rotation the one before.
    pub(super) secrets_sealed: Vec<Vec<u8>>,
    pub(super) event_type: String,
    pub(super) body: String,
    pub(super) values: PostbackValues,
}

/// An attempt that was made.
#[derive(Debug)]
pub(super) struct Attempted {
    pub(super) started_at: Timestamp,
    pub(super) took: Duration,
    pub(super) outcome: Outcome,
    pub(super) answer: String,
}

impl Webhooks {
    pub(super) async fn attempt(&self, parcel: &Parcel) -> Attempted {
        let (started_at, watch) = (self.db().now(), Instant::now());
        let (outcome, answer) = match self.request(parcel, started_at) {
            Ok(request) => judged(self.inner.http.send_for_start(request, ANSWER_BYTES_MAX).await, started_at),
            Err(error) => {
                tracing::error!(%error, endpoint = %parcel.endpoint_id, "a webhook could not be made");
                (Outcome::Failed(Failure::NotSent), String::new())
            }
        };
        Attempted { started_at, took: watch.elapsed(), outcome, answer }
    }

    fn request(&self, parcel: &Parcel, now: Timestamp) -> Result<Request, WebhooksError> {
        let request = match parcel.kind {
            EndpointKind::Signed => self.signed(parcel, now)?,
            EndpointKind::Postback => {
                let template = Template::parse(&parcel.url).map_err(|_field| WebhooksError::Bug("a template that is none"))?;
                self.inner.http.request(Method::GET, parsed(&template.expand(&parcel.event_type, &parcel.values))?)
            }
        };
        request.build().map_err(|_request| WebhooksError::Bug("a request that cannot be made"))
    }

    fn signed(&self, parcel: &Parcel, now: Timestamp) -> Result<reqwest::RequestBuilder, WebhooksError> {
        let (id, timestamp_s) = (webhook_id(parcel.message_id), now.as_second());
        let mut signatures = Vec::new();
        for sealed in &parcel.secrets_sealed {
            let secret = self.opened(parcel.endpoint_id, sealed)?;
            signatures.push(secret.sign(&id, timestamp_s, parcel.body.as_bytes()));
        }
        let request = self.inner.http.request(Method::POST, parsed(&parcel.url)?);
        Ok(request
            .header(header::CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp_s.to_string())
            .header("webhook-signature", signatures.join(" "))
            .body(parcel.body.clone()))
    }
}

fn parsed(text: &str) -> Result<Url, WebhooksError> {
    text.parse().map_err(|_url| WebhooksError::Bug("an address that is none"))
}

fn judged(answer: Result<HttpAnswer, HttpError>, now: Timestamp) -> (Outcome, String) {
    let failed = |failure| (Outcome::Failed(failure), String::new());
    match answer {
        Ok(answer) => {
            let wish = answer.headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
            let retry_after = wish.and_then(|text| retry_after(text, now));
            (Outcome::Answered { status: answer.status.as_u16(), retry_after }, excerpt(&answer.body))
        }
        Err(HttpError::Refused) => failed(Failure::PrivateAddress),
        Err(HttpError::NoAnswer(error)) if error.is_timeout() => failed(Failure::Timeout),
        Err(HttpError::NoAnswer(_) | HttpError::TooLong { .. } | HttpError::Setup(_)) => failed(Failure::NoAnswer),
    }
}
