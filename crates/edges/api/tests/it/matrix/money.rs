//! Projects, pledges, payments. `{idea}` is a draft of the owner's, `{project}` one that is online.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{REFUSED, Row};
use crate::world::project;

pub(super) fn rows() -> Vec<Row> {
    let mut rows = project_rows();
    rows.extend(pledge_rows());
    rows.extend(staff_rows());
    rows.extend(voice_rows());
    rows.extend(agency_rows());
    rows
}

fn project_rows() -> Vec<Row> {
    let change = json!({ "version": 1, "project": project() });
    let wallet = json!({ "rail": "mixx", "country": "TG", "phone": "90 12 34 56" });
    vec![
        ("GET", "/api/v1/projects", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/projects?shelf=ended", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/projects/{project}", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/projects/{idea}", None, [404, 404, 200, 200]),
        ("GET", "/api/v1/projects/{project}/total", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/projects/{idea}/total", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/projects/{project}/backers", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/projects/{idea}/backers", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/projects/{project}/refunds", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/projects/{project}/payout", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/films/{film}/projects", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/me/projects", None, [401, 200, 200, 200]),
        ("POST", "/api/v1/projects", Some(project()), [401, 403, 201, 403]),
        ("PUT", "/api/v1/projects/{idea}", Some(change), [401, 404, 200, 404]),
        ("GET", "/api/v1/projects/{project}/funding", None, [401, 404, 200, 200]),
        ("GET", "/api/v1/projects/{project}/visits?range=all", None, [401, 404, 200, 200]),
        ("GET", "/api/v1/projects/{idea}/visits", None, [401, 404, 409, 409]),
        ("GET", "/api/v1/projects/{project}/visits/export", None, [401, 404, 200, 200]),
        ("GET", "/api/v1/projects/{project}/pledges", None, [401, 404, 200, 200]),
        ("GET", "/api/v1/projects/{project}/pledges/export", None, [401, 404, 200, 200]),
        ("POST", "/api/v1/projects/{project}/payout", Some(wallet), [401, 404, 409, 404]),
        ("GET", "/api/v1/moderation/projects", None, [401, 403, 403, 200]),
        ("POST", "/api/v1/projects/{idea}/approve", None, [401, 403, 403, 409]),
        ("POST", "/api/v1/projects/{idea}/send-back", Some(json!({ "note": "Non" })), [401, 403, 403, 409]),
        // Nothing of it is encoded here: whoever may see it is told so.
        ("POST", "/api/v1/projects/{project}/trailer/playback", Some(json!({})), [409, 409, 409, 409]),
        ("POST", "/api/v1/projects/{idea}/trailer/playback", Some(json!({})), [404, 404, 409, 409]),
        ("PUT", "/api/v1/projects/{idea}/trailer", Some(json!({ "asset_id": "{asset}" })), [401, 404, 200, 404]),
        ("POST", "/api/v1/moderation/projects/{gone}/trailer/hide", Some(json!({ "reason": "Non merci" })), [401, 403, 403, 404]),
        ("PUT", "/api/v1/projects/{idea}/trailer", Some(json!({ "asset_id": Uuid::nil() })), [401, 404, 422, 404]),
        ("DELETE", "/api/v1/projects/{idea}/trailer", None, [401, 404, 204, 404]),
        ("DELETE", "/api/v1/projects/{project}/trailer", None, [401, 404, 409, 404]),
        ("POST", "/api/v1/projects/{idea}/submit", None, [401, 404, 200, 404]),
    ]
}

fn pledge_rows() -> Vec<Row> {
    let pledge = json!({
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "secret": "seize lettres ou plus", "amount": { "amount_minor": 1000, "currency": "XOF" },
    });
    let try_to_pay: Value = json!({ "rail": "mixx", "country": "TG", "phone": "90 12 34 56" });
    vec![
        ("POST", "/api/v1/projects/{project}/pledges", Some(pledge), [201, 201, 201, 201]),
        ("GET", "/api/v1/pledges/01890a5d-ac96-774b-bcce-b302099a8057", None, [404, 404, 404, 404]),
        ("POST", "/api/v1/pledges/01890a5d-ac96-774b-bcce-b302099a8057/cancel", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/pledges/{gone}", None, [404, 404, 404, 404]),
        ("POST", "/api/v1/pledges/{gone}/cancel", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/pledges/{gone}/proof", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/pledges/{gone}/receipt", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/pledges/{gone}/certificate", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/pledges/{gone}/delivery", None, [404, 404, 404, 404]),
        ("PUT", "/api/v1/pledges/{gone}/delivery", Some(json!({ "answer": "L" })), [404, 404, 404, 404]),
        ("DELETE", "/api/v1/pledges/{gone}/delivery", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/projects/{project}/deliveries", None, [401, 404, 404, 404]),
        ("POST", "/api/v1/projects/{project}/deliveries/close", None, [401, 404, 409, 404]),
        ("POST", "/api/v1/projects/{project}/deliveries/reopen", None, [401, 404, 409, 404]),
        ("GET", "/api/v1/projects/{project}/tree-heads", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/projects/{idea}/tree-heads", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/proofs/key", None, [200, 200, 200, 200]),
        ("POST", "/api/v1/proofs/check", Some(json!({})), [422, 422, 422, 422]),
        ("GET", "/api/v1/me/accounts", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/accounts/escrow/{project}/XOF/lines", None, [401, 404, 200, 404]),
        ("GET", "/api/v1/accounts/escrow/{project}/XOF/lines/export", None, [401, 404, 200, 404]),
        ("GET", "/api/v1/accounts/earnings/{gone}/XOF/lines", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/me/pledges", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/payments/rails?country=TG&currency=XOF", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/payments/{gone}", None, [404, 404, 404, 404]),
        ("GET", "/api/v1/payments/{gone}/form", None, [404, 404, 404, 404]),
        ("POST", "/api/v1/payments/{gone}/attempts", Some(try_to_pay), [404, 404, 404, 404]),
    ]
}

/// Moderators read projects and see no payments.
fn staff_rows() -> Vec<Row> {
    let why = || Some(json!({ "reason": "Selon le relevé" }));
    let closed = json!({ "remedy": "suspense", "reason": "Selon le relevé" });
    vec![
        ("GET", "/api/v1/admin/payments/stuck", None, REFUSED),
        ("POST", "/api/v1/admin/payments/attempts/{gone}/return", None, REFUSED),
        ("POST", "/api/v1/admin/payments/attempts/{gone}/close", why(), REFUSED),
        ("POST", "/api/v1/admin/payments/attempts/{gone}/declare-sent", None, REFUSED),
        ("POST", "/api/v1/admin/payments/attempts/{gone}/declare-not-sent", why(), REFUSED),
        ("GET", "/api/v1/admin/reconciliation/breaks", None, REFUSED),
        ("POST", "/api/v1/admin/reconciliation/breaks/{gone}/close", Some(closed), REFUSED),
        ("GET", "/api/v1/admin/reconciliation/clearing", None, REFUSED),
        ("POST", "/api/v1/admin/reconciliation/statements/paygate", None, REFUSED),
        ("POST", "/api/v1/admin/reconciliation/missing/paygate", None, REFUSED),
        ("GET", "/api/v1/admin/bank/queue", None, REFUSED),
        ("GET", "/api/v1/admin/bank/payouts", None, REFUSED),
        ("GET", "/api/v1/admin/bank/batches", None, REFUSED),
        ("POST", "/api/v1/admin/bank/batches", Some(json!({ "id": Uuid::now_v7(), "currency": "EUR" })), REFUSED),
        ("GET", "/api/v1/admin/bank/batches/{gone}", None, REFUSED),
        ("GET", "/api/v1/admin/bank/batches/{gone}/file", None, REFUSED),
        ("POST", "/api/v1/admin/bank/payouts/{gone}/confirm", why(), REFUSED),
        ("POST", "/api/v1/admin/bank/payouts/{gone}/return", why(), REFUSED),
    ]
}

fn voice_rows() -> Vec<Row> {
    let update = || Some(json!({ "audience": "everybody", "title": "Premier jour", "text": "Le tournage commence." }));
    let document = || Some(json!({ "asset_id": "{gone}", "title": "Devis", "audience": "public" }));
    let comment = || Some(json!({ "text": "Quand ?" }));
    let why = || Some(json!({ "reason": "Injurieux" }));
    vec![
        ("GET", "/api/v1/projects/{project}/updates", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/projects/{idea}/updates", None, [404, 404, 404, 404]),
        ("POST", "/api/v1/projects/{project}/updates", update(), [401, 404, 201, 404]),
        ("DELETE", "/api/v1/project-updates/{gone}", None, [401, 404, 404, 404]),
        ("POST", "/api/v1/moderation/project-updates/{gone}/remove", why(), [401, 403, 403, 404]),
        ("GET", "/api/v1/projects/{project}/documents", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/projects/{idea}/documents", None, [404, 404, 200, 200]),
        ("POST", "/api/v1/projects/{project}/documents", document(), [401, 404, 422, 404]),
        ("DELETE", "/api/v1/project-documents/{gone}", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/project-documents/{gone}/file", None, [404, 404, 404, 404]),
        ("POST", "/api/v1/moderation/project-documents/{gone}/hide", why(), [401, 403, 403, 404]),
        ("GET", "/api/v1/projects/{project}/comments", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/projects/{idea}/comments", None, [404, 404, 404, 404]),
        ("POST", "/api/v1/projects/{project}/comments", comment(), [401, 201, 201, 201]),
        ("POST", "/api/v1/projects/{idea}/comments", comment(), [401, 404, 404, 404]),
        ("GET", "/api/v1/project-comments/{gone}/answers", None, [404, 404, 404, 404]),
        ("DELETE", "/api/v1/project-comments/{gone}", None, [401, 404, 404, 404]),
        ("POST", "/api/v1/moderation/project-comments/{gone}/hide", why(), [401, 403, 403, 404]),
        ("POST", "/api/v1/moderation/project-comments/{gone}/show", None, [401, 403, 403, 404]),
    ]
}

/// Agents alone take cash: nobody of the matrix does.
fn agency_rows() -> Vec<Row> {
    let voucher = || Some(json!({ "voucher": "K7QF 3M2X" }));
    let cap = json!({ "amount_minor": 1000, "currency": "XOF" });
    let deposit = json!({ "id": "01890a5d-ac96-774b-bcce-b302099a8057", "amount": cap, "reference": "BOA-1", "reason": "Lundi" });
    vec![
        ("POST", "/api/v1/vouchers/look", voucher(), REFUSED),
        ("POST", "/api/v1/vouchers/accept", voucher(), REFUSED),
        ("GET", "/api/v1/me/float", None, REFUSED),
        ("GET", "/api/v1/me/acceptances", None, REFUSED),
        ("GET", "/api/v1/admin/agents", None, REFUSED),
        ("GET", "/api/v1/admin/agents/{gone}/acceptances", None, REFUSED),
        ("PUT", "/api/v1/admin/agents/{gone}/cap", Some(cap), REFUSED),
        ("GET", "/api/v1/admin/agents/{gone}/deposits", None, REFUSED),
        ("POST", "/api/v1/admin/agents/{gone}/deposits", Some(deposit), REFUSED),
    ]
}
