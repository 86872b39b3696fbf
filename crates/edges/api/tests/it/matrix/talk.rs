//! Conversations and webhooks: for those who stand on a side, and for whose endpoints they are.

use serde_json::json;

use super::Row;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = conversation_rows();
    rows.extend(endpoint_rows());
    rows
}

/// The conversation is the owner's with an organisation of an administrator's; the message is the administrator's.
fn conversation_rows() -> Vec<Row> {
    let text = || Some(json!({ "client_id": "01890a5d-ac96-774b-bcce-b302099a8057", "text": "Bonjour" }));
    vec![
        ("GET", "/api/v1/conversations", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/conversations/unread", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/conversations/search?q=bonjour", None, [401, 200, 200, 200]),
        ("POST", "/api/v1/partnerships/{gone}/conversation", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/conversations/{conversation}", None, [401, 404, 200, 404]),
        ("GET", "/api/v1/conversations/{conversation}/messages", None, [401, 404, 200, 404]),
        ("POST", "/api/v1/conversations/{conversation}/messages", text(), [401, 404, 201, 404]),
        ("POST", "/api/v1/conversations/{conversation}/read", Some(json!({ "number": 1 })), [401, 404, 200, 404]),
        ("GET", "/api/v1/conversations/{conversation}/events", None, [401, 404, 200, 404]),
        ("PUT", "/api/v1/conversations/{conversation}/sharing", Some(json!({ "sharing": "offered" })), [401, 404, 200, 404]),
        ("GET", "/api/v1/messages/{message}", None, [401, 404, 200, 404]),
        ("GET", "/api/v1/messages/{message}/attachments/{gone}", None, [401, 404, 404, 404]),
        ("DELETE", "/api/v1/messages/{message}", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/moderation/message-reports", None, [401, 403, 403, 200]),
        ("GET", "/api/v1/moderation/conversations/{conversation}/messages", None, [401, 403, 403, 404]),
        ("POST", "/api/v1/messages/{message}/reports", Some(json!({ "reason": "spam" })), [401, 404, 204, 404]),
        (
            "POST",
            "/api/v1/moderation/message-reports/{gone}/decision",
            Some(json!({ "decision": "dismiss" })),
            [401, 403, 403, 404],
        ),
        ("PUT", "/api/v1/conversations/{conversation}/block", None, [401, 404, 200, 404]),
        ("DELETE", "/api/v1/conversations/{conversation}/block", None, [401, 404, 200, 404]),
    ]
}

/// The endpoint is the owner's organisation's; a test of it was sent.
fn endpoint_rows() -> Vec<Row> {
    let wrong = || Some(json!({ "kind": "signed", "name": "", "url": "https://hooks.example.org/", "events": null }));
    let written = || Some(json!({ "name": "Caisse", "url": "https://hooks.example.org/", "events": ["sale.created"] }));
    let (on, off) = (Some(json!({ "enabled": true })), Some(json!({ "enabled": false })));
    vec![
        ("GET", "/api/v1/webhook-events", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/organisations/{organisation}/webhooks", None, [401, 404, 200, 404]),
        ("POST", "/api/v1/organisations/{organisation}/webhooks", wrong(), [401, 404, 422, 404]),
        ("GET", "/api/v1/webhooks/{endpoint}", None, [401, 404, 200, 404]),
        ("PUT", "/api/v1/webhooks/{endpoint}", written(), [401, 404, 200, 404]),
        ("POST", "/api/v1/webhooks/{endpoint}/secret/reveal", None, [401, 404, 200, 404]),
        ("POST", "/api/v1/webhooks/{endpoint}/secret/rotate", None, [401, 404, 200, 404]),
        ("GET", "/api/v1/webhooks/{endpoint}/deliveries", None, [401, 404, 200, 404]),
        ("GET", "/api/v1/webhook-deliveries/{delivery}", None, [401, 404, 200, 404]),
        ("POST", "/api/v1/webhook-deliveries/{delivery}/resend", None, [401, 404, 409, 404]),
        ("POST", "/api/v1/webhooks/{endpoint}/test", Some(json!({ "event": "sale.created" })), [401, 404, 202, 404]),
        (
            "POST",
            "/api/v1/webhooks/{endpoint}/resend-failed",
            Some(json!({ "since": "2026-01-01T00:00:00Z" })),
            [401, 404, 202, 404],
        ),
        ("PUT", "/api/v1/webhooks/{endpoint}/state", off, [401, 404, 200, 404]),
        ("PUT", "/api/v1/webhooks/{endpoint}/state", on, [401, 404, 200, 404]),
        ("DELETE", "/api/v1/webhooks/{endpoint}", None, [401, 404, 204, 404]),
    ]
}
