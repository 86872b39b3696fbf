//! Who may do what: every route of the document stands here, with what nobody, a stranger, the owner and the staff get.

mod money;
mod narrow;
mod open;
mod sales;
mod talk;
mod things;

use std::collections::BTreeSet;

use serde_json::{Value, json};

use self::{
    open::{OWN, PUBLIC},
    things::Things,
};
use crate::world::{Who, World};

/// For administrators alone.
const REFUSED: [u16; 4] = [401, 403, 403, 403];

/// A route with its body, and the status for nobody, a stranger, the owner, the staff.
type Row = (&'static str, &'static str, Option<Value>, [u16; 4]);

fn rows() -> Vec<Row> {
    let mut rows = film_rows();
    rows.extend(opinion_rows());
    rows.extend(list_rows());
    rows.extend(media_rows());
    rows.extend(organisation_rows());
    rows.extend(admin_rows());
    rows.extend(money::rows());
    rows.extend(talk::rows());
    rows
}

fn film_rows() -> Vec<Row> {
    let details = || Some(json!({ "title": "Aube" }));
    vec![
        ("GET", "/api/v1/home", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/filters", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/films", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/search?q=aube", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/people?q=koffi", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/films/{draft}", None, [404, 404, 200, 200]),
        ("GET", "/api/v1/films/{film}/studio", None, [401, 403, 200, 200]),
        ("GET", "/api/v1/films/{draft}/studio", None, [401, 404, 200, 200]),
        ("POST", "/api/v1/films", details(), [401, 403, 201, 403]),
        ("PUT", "/api/v1/films/{film}", details(), [401, 403, 200, 200]),
        ("PUT", "/api/v1/films/{draft}", details(), [401, 404, 200, 200]),
        ("PUT", "/api/v1/films/{film}/credits", Some(json!({ "credits": [] })), [401, 403, 200, 200]),
        ("PUT", "/api/v1/films/{film}/assets/poster", Some(json!({ "asset_id": null })), [401, 403, 200, 200]),
        ("DELETE", "/api/v1/films/{film}", None, [401, 403, 409, 409]),
        ("POST", "/api/v1/films/{film}/submit", None, [401, 403, 409, 409]),
        ("POST", "/api/v1/films/{film}/withdraw", None, [401, 403, 409, 409]),
        ("POST", "/api/v1/films/{draft}/unpublish", None, [401, 404, 409, 409]),
        ("POST", "/api/v1/films/{film}/publish", None, [401, 403, 403, 409]),
        ("POST", "/api/v1/films/{draft}/refuse", Some(json!({ "reason": "Non" })), [401, 403, 403, 409]),
        ("POST", "/api/v1/films/{film}/playback", Some(json!({})), [0, 0, 0, 0]),
        ("GET", "/api/v1/people/{person}", None, [200, 200, 200, 200]),
        ("POST", "/api/v1/people", Some(json!({ "name": "Ama" })), [401, 403, 201, 403]),
        ("PUT", "/api/v1/people/{person}", Some(json!({ "name": "Ama" })), [401, 403, 200, 200]),
        (
            "POST",
            "/api/v1/people/{person}/merge",
            Some(json!({ "into": "01890a5d-ac96-774b-bcce-b302099a8057" })),
            [401, 403, 403, 404],
        ),
    ]
}

fn opinion_rows() -> Vec<Row> {
    let text = || Some(json!({ "text": "Bien" }));
    let decision = || Some(json!({ "decision": "dismiss", "reason": "Rien" }));
    let report = || Some(json!({ "reason": "spam" }));
    vec![
        ("PUT", "/api/v1/films/{film}/rating", Some(json!({ "stars": 3 })), [401, 200, 200, 200]),
        ("DELETE", "/api/v1/films/{film}/rating", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/films/{film}/comments", None, [200, 200, 200, 200]),
        ("POST", "/api/v1/films/{film}/comments", text(), [401, 201, 201, 201]),
        ("POST", "/api/v1/films/{draft}/comments", text(), [401, 404, 404, 404]),
        ("GET", "/api/v1/comments/{comment}", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/comments/{comment}/replies", None, [200, 200, 200, 200]),
        ("PUT", "/api/v1/comments/{comment}", text(), [401, 403, 200, 403]),
        ("POST", "/api/v1/comments/{comment}/reports", report(), [401, 204, 204, 204]),
        ("POST", "/api/v1/films/{film}/reports", report(), [401, 204, 204, 204]),
        ("GET", "/api/v1/moderation/films", None, [401, 403, 403, 200]),
        ("GET", "/api/v1/moderation/reports", None, [401, 403, 403, 200]),
        ("POST", "/api/v1/moderation/films/{film}/decision", decision(), [401, 403, 403, 204]),
        ("POST", "/api/v1/moderation/comments/{comment}/decision", decision(), [401, 403, 403, 204]),
    ]
}

fn list_rows() -> Vec<Row> {
    let list = || Some(json!({ "title": "À voir", "visibility": "public" }));
    vec![
        ("POST", "/api/v1/lists", list(), [401, 201, 201, 201]),
        ("GET", "/api/v1/lists/{list}", None, [200, 200, 200, 200]),
        ("PUT", "/api/v1/lists/{list}", list(), [401, 403, 200, 403]),
        ("PUT", "/api/v1/lists/{list}/films/{film}", None, [401, 403, 204, 403]),
        ("POST", "/api/v1/lists/{list}/moves", Some(json!({ "film_id": "{film}" })), [401, 403, 204, 403]),
        ("DELETE", "/api/v1/lists/{list}/films/{film}", None, [401, 403, 204, 403]),
        ("DELETE", "/api/v1/lists/{list}", None, [401, 403, 204, 404]),
        ("DELETE", "/api/v1/comments/{comment}", None, [401, 403, 204, 404]),
        ("GET", "/api/v1/push-key", None, [200, 200, 200, 200]),
        ("GET", "/api/v1/me/films", None, [401, 403, 200, 403]),
        ("GET", "/api/v1/me/lists", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/me/favourites", None, [401, 200, 200, 200]),
        ("PUT", "/api/v1/me/favourites/{film}", None, [401, 204, 204, 204]),
        ("DELETE", "/api/v1/me/favourites/{film}", None, [401, 204, 204, 204]),
        ("GET", "/api/v1/me/continue", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/me/history", None, [401, 200, 200, 200]),
    ]
}

/// The asset and the upload are the owner's: a stranger learns nothing of them, and neither does the staff but to look.
fn media_rows() -> Vec<Row> {
    vec![
        ("GET", "/api/v1/assets", None, [401, 200, 200, 200]),
        ("GET", "/api/v1/assets/{asset}", None, [401, 404, 200, 200]),
        ("GET", "/api/v1/assets/{asset}/events", None, [401, 404, 200, 200]),
        ("POST", "/api/v1/assets/{asset}/subtitles?language=fr", None, [401, 422, 422, 422]),
        ("DELETE", "/api/v1/assets/{asset}/subtitles/{gone}", None, [401, 403, 404, 403]),
        ("POST", "/api/v1/uploads", None, [401, 400, 400, 400]),
        ("HEAD", "/api/v1/uploads/{upload}", None, [401, 404, 200, 404]),
        ("PATCH", "/api/v1/uploads/{upload}", None, [401, 415, 415, 415]),
        ("POST", "/api/v1/uploads/{upload}", None, [401, 405, 405, 405]),
        ("DELETE", "/api/v1/uploads/{upload}", None, [401, 404, 204, 404]),
    ]
}

/// The organisation is the owner's.
fn organisation_rows() -> Vec<Row> {
    let named = || Some(json!({ "name": "Maison" }));
    let invited = || Some(json!({ "email": "personne@example.org", "role": "member" }));
    vec![
        ("GET", "/api/v1/organisations", None, [401, 200, 200, 200]),
        ("POST", "/api/v1/organisations", Some(json!({ "name": "", "kind": "agency" })), [401, 422, 422, 422]),
        ("GET", "/api/v1/organisations/{organisation}", None, [401, 404, 200, 404]),
        ("PUT", "/api/v1/organisations/{organisation}", named(), [401, 404, 204, 404]),
        ("POST", "/api/v1/organisations/{organisation}/invitations", invited(), [401, 404, 202, 404]),
        ("DELETE", "/api/v1/organisations/{organisation}/invitations/{gone}", None, [401, 404, 404, 404]),
        ("PUT", "/api/v1/organisations/{organisation}/members/{gone}", Some(json!({ "role": "member" })), [401, 404, 404, 404]),
        ("DELETE", "/api/v1/organisations/{organisation}/members/{gone}", None, [401, 404, 404, 404]),
        ("POST", "/api/v1/organisations/invitations/accept", Some(json!({ "token": "x" })), [401, 410, 410, 410]),
        ("POST", "/api/v1/organisations/invitations/preview", Some(json!({ "token": "x" })), [410, 410, 410, 410]),
    ]
}

/// For administrators alone; moderators only read who somebody is.
fn admin_rows() -> Vec<Row> {
    vec![
        ("GET", "/api/v1/admin/accounts", None, [401, 403, 403, 200]),
        ("GET", "/api/v1/admin/accounts/{gone}", None, [401, 403, 403, 404]),
        ("GET", "/api/v1/admin/accounts/{gone}/mail", None, [401, 403, 403, 404]),
        ("POST", "/api/v1/admin/accounts/{gone}/lock", Some(json!({ "reason": "Non" })), REFUSED),
        ("POST", "/api/v1/admin/accounts/{gone}/unlock", None, REFUSED),
        ("PUT", "/api/v1/admin/accounts/{gone}/roles/admin", None, REFUSED),
        ("DELETE", "/api/v1/admin/accounts/{gone}/roles/admin", None, REFUSED),
        ("GET", "/api/v1/admin/audit", None, REFUSED),
        ("GET", "/api/v1/admin/jobs", None, REFUSED),
        ("GET", "/api/v1/admin/jobs/overview", None, REFUSED),
        ("GET", "/api/v1/admin/jobs/1", None, REFUSED),
        ("DELETE", "/api/v1/admin/jobs/1", None, REFUSED),
        ("POST", "/api/v1/admin/jobs/1/retry", None, REFUSED),
    ]
}

#[tokio::test]
async fn everybody_gets_exactly_what_the_matrix_says() {
    let world = World::with_partner().await;
    let things = Things::of(&world).await;
    let mut wrong = Vec::new();
    for (method, path, body, expected) in rows() {
        for (who, status) in [Who::Nobody, Who::Stranger, Who::Owner, Who::Staff].into_iter().zip(expected) {
            if status != 0 {
                wrong.extend(things.wrong(&world, (method, path, body.as_ref()), (who, status)).await);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every operation of the document: its method and its path.
fn operations() -> Vec<(String, String)> {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let methods = item.as_object().unwrap().iter().filter(|(_, operation)| operation.get("responses").is_some());
        operations.extend(methods.map(|(method, _)| (method.to_uppercase(), path.clone())));
    }
    operations
}

#[tokio::test]
async fn every_operation_that_is_not_public_answers_401_to_nobody() {
    let world = World::new().await;
    let operations = operations();
    let is_public = |operation: &str| PUBLIC.contains(&operation);
    let mut wrong = Vec::new();
    for (method, path) in &operations {
        let parts = path.split('/').map(|part| match part {
            "{part}" => "video",
            "{role}" => "admin",
            "{provider}" => "paygate",
            part if part.starts_with('{') && path.contains("/admin/jobs/") => "1",
            part if part.starts_with('{') => "01890a5d-ac96-774b-bcce-b302099a8057",
            part => part,
        });
        let at = parts.collect::<Vec<_>>().join("/");
        let body = ["POST", "PUT"].contains(&method.as_str()).then(|| json!({}));
        let status = world.call(Who::Nobody, method.parse().unwrap(), &at, body).await.status.as_u16();
        if (status == 401) == is_public(&format!("{method} {path}")) {
            wrong.push(format!("{method} {path}: {status}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let known: BTreeSet<String> = operations.iter().map(|(method, path)| format!("{method} {path}")).collect();
    let gone: Vec<_> = PUBLIC.iter().filter(|operation| !known.contains(**operation)).collect();
    assert!(gone.is_empty(), "public, but not in the document: {gone:?}");
}

#[test]
fn no_route_of_the_document_is_missing_from_the_matrix() {
    let shape = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
    };
    let of_sales = sales::rows().into_iter().map(|(method, path, ..)| (method, path));
    let all = rows().into_iter().map(|(method, path, ..)| (method, path)).chain(of_sales);
    let listed: BTreeSet<String> = all.map(|(method, path)| format!("{method} {}", shape(path))).collect();
    let missing =
        operations().into_iter().filter(|(_, path)| !OWN.iter().any(|start| path.starts_with(start))).filter(|(method, path)| {
            let path = path.replace("assets/{part}", "assets/poster").replace("{role}", "admin").replace("{provider}", "paygate");
            let path = path.replace("accounts/{kind}/{owner}/{currency}", "accounts/escrow/{owner}/XOF");
            let path = ["link", "origin", "program"].iter().fold(path, |path, by| {
                let is_listed =
                    listed.contains(&format!("{method} {}", shape(&path.replace("by/{dimension}", &format!("by/{by}")))));
                if is_listed { path.replace("by/{dimension}", &format!("by/{by}")) } else { path }
            });
            let path = if path.contains("/admin/jobs/") { path.replace("{id}", "1") } else { path };
            method != "OPTIONS" && !listed.contains(&format!("{method} {}", shape(&path)))
        });
    let missing: Vec<_> = missing.collect();
    assert!(missing.is_empty(), "{missing:?}");
}
