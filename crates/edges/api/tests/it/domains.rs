//! Own domains, by their routes.

use http::Method;
use serde_json::{Value, json};

use crate::{
    selling::Selling,
    world::{Answer, Who, World},
};

async fn call(world: &World, method: Method, path: &str, body: Option<Value>) -> Answer {
    world.call(Who::Owner, method, path, body).await
}

#[tokio::test]
async fn a_domain_is_added_with_its_records_bound_to_a_link_and_removed() {
    let world = World::new().await;
    let selling = Selling::by(&world, Who::Owner, Who::Admin).await;
    let new = json!({ "host": "GO.thés.ma", "organisation_id": selling.organisation_id });
    let added = call(&world, Method::POST, "/api/v1/link-domains", Some(new)).await;
    assert_eq!((added.status.as_u16(), &added.body["state"]), (201, &json!("waiting")), "{added:?}");
    let (id, host) = (added.body["id"].as_str().unwrap().to_owned(), added.body["host"].as_str().unwrap().to_owned());
    assert_eq!(host, "go.xn--ths-cma.ma");
    let records = added.body["records"].as_array().unwrap();
    assert_eq!((&records[0]["kind"], &records[0]["name"]), (&json!("TXT"), &json!(format!("_griot.{host}"))));
    assert!(records[0]["value"].as_str().unwrap().starts_with("griot-domain="));
    assert_eq!(records[1], json!({ "kind": "CNAME", "name": host, "value": "liens.griot.example" }));
    let wrong = call(&world, Method::POST, "/api/v1/link-domains", Some(json!({ "host": "go.thes.ma:8" }))).await;
    assert_eq!((wrong.status.as_u16(), &wrong.body["errors"][0]["field"]), (422, &json!("host")), "{wrong:?}");

    let looked = call(&world, Method::POST, &format!("/api/v1/link-domains/{id}/check"), None).await;
    assert_eq!((&looked.body["state"], &looked.body["problem"]), (&json!("waiting"), &json!("no_answer")), "{looked:?}");
    let rooted = json!({ "root_url": "https://thes.example" });
    let rooted = call(&world, Method::PUT, &format!("/api/v1/link-domains/{id}"), Some(rooted)).await;
    assert_eq!(rooted.body["root_url"], "https://thes.example/");

    let choices = format!("/api/v1/partnerships/{}/link-domains", selling.partnership_id);
    assert_eq!(call(&world, Method::GET, &choices, None).await.body["items"], json!([]), "it is not proved");
    let sql = "UPDATE affiliate.link_domains SET state = 'verified'";
    sqlx::query(sql).execute(world.state.db.pool()).await.unwrap();
    assert_eq!(call(&world, Method::GET, &choices, None).await.body["items"], json!([{ "id": id, "host": host }]));

    let (path, words) = (format!("/api/v1/links/{}", selling.link_id), json!({ "destination": "https://thes.example/a" }));
    let change = async |version: i32, domain: Option<Value>| {
        let mut body = json!({ "version": version, "link": words });
        if let Some(domain) = domain {
            body["domain_id"] = domain;
        }
        world.call(Who::Admin, Method::PUT, &path, Some(body)).await
    };
    let bound = change(1, Some(json!(id))).await;
    let key = bound.body["key"].as_str().unwrap_or_else(|| panic!("{bound:?}")).to_owned();
    assert_eq!((&bound.body["url"], &bound.body["domain_id"]), (&json!(format!("https://{host}/{key}")), &json!(id)));
    assert_eq!(change(2, None).await.body["domain_id"], json!(id), "who does not know of domains leaves it");
    assert_eq!(change(3, Some(Value::Null)).await.body["domain_id"], Value::Null);
    assert_eq!(change(4, Some(json!(id))).await.status, 200);
    let removed = call(&world, Method::DELETE, &format!("/api/v1/link-domains/{id}"), None).await;
    assert_eq!(removed.status, 204);
    let link = world.call(Who::Admin, Method::GET, &path, None).await;
    assert!(link.body["url"].as_str().unwrap().ends_with(&format!("/l/{key}")) && link.body["domain_id"].is_null(), "{link:?}");
}
