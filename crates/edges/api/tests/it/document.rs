use std::collections::HashSet;

use http::Method;

use crate::world::{Who, World};

#[tokio::test]
async fn the_document_is_served_with_a_tag_and_is_what_the_command_prints() {
    let world = World::new().await;
    let served = world.get(Who::Nobody, "/api/openapi.json").await;
    assert_eq!(served.status, 200);
    assert_eq!(served.body["openapi"].as_str().map(|version| &version[..3]), Some("3.1"));
    assert_eq!(served.body, serde_json::to_value(api::openapi()).unwrap());
    let tag = served.headers["etag"].to_str().unwrap();
    let again = world.call_with(Method::GET, "/api/openapi.json", &[("if-none-match", tag)], None).await;
    assert_eq!(again.status, 304);
    assert_eq!(world.get(Who::Nobody, "/api/docs").await.status, 200);
}

#[test]
fn every_reference_leads_somewhere_and_every_route_declares_its_errors() {
    let document = serde_json::to_value(api::openapi()).unwrap();
    let mut references = HashSet::new();
    collect(&document, &mut references);
    for reference in &references {
        let pointer = reference.trim_start_matches('#');
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(_, operation)| operation.is_object()) {
            assert!(operation["responses"].get("default").is_some(), "{method} {path}");
            assert!(operation.get("description").or_else(|| operation.get("summary")).is_some(), "{method} {path} says nothing");
        }
    }
}

fn collect<'a>(value: &'a serde_json::Value, references: &mut HashSet<&'a str>) {
    match value {
        serde_json::Value::Object(members) => {
            references.extend(members.get("$ref").and_then(|reference| reference.as_str()));
            members.values().for_each(|member| collect(member, references));
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}
