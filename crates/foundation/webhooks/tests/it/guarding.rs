//! Nothing is sent into our own network.

use kernel::ErrorKind;
use webhooks::{EndpointKind, EventPick, Failure, WebhooksConfig, WebhooksError};

use crate::{MINUTE, World, draft, webhooks_on};

#[tokio::test]
async fn an_address_of_our_own_network_is_refused_by_its_field() {
    let world = World::with(WebhooksConfig::default()).await;
    let (afi, owner) = world.person("afi").await;
    let good = draft("https://hooks.example.org/", EventPick::All);
    let id = world.webhooks.create_endpoint(&afi, owner, EndpointKind::Signed, &good).await.unwrap().id;
    for (url, code) in [
        ("https://127.0.0.1/", "webhooks-field-url-private"),
        ("https://[::ffff:10.0.0.1]/", "webhooks-field-url-private"),
        ("https://localhost/", "webhooks-field-url-private"),
        ("http://hooks.example.org/", "webhooks-field-url"),
        ("https://track.example/?a={klick}", "webhooks-field-macro"),
    ] {
        let kind = if url.contains('{') { EndpointKind::Postback } else { EndpointKind::Signed };
        let refused = world.webhooks.create_endpoint(&afi, owner, kind, &draft(url, EventPick::All)).await;
        let Err(WebhooksError::Invalid(fields)) = refused else { panic!("{url}: {refused:?}") };
        assert_eq!((&*fields[0].field, fields[0].code), ("url", code), "{url}");
        if kind == EndpointKind::Signed {
            let changed = world.webhooks.update_endpoint(&afi, id, &draft(url, EventPick::All)).await.unwrap_err();
            assert_eq!(kernel::AppError::kind(&changed), ErrorKind::Invalid);
        }
    }
}

#[tokio::test]
async fn a_name_that_leads_to_us_when_it_is_asked_is_not_asked() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    // As if the names had led elsewhere when they were given: this one, by number, and one that resolves to this machine.
    for host in ["127.0.0.1", "localhost"] {
        let draft = draft(&world.receiver.url_by(host, "/"), EventPick::All);
        world.webhooks.create_endpoint(&afi, owner, EndpointKind::Signed, &draft).await.unwrap();
    }
    let strict = webhooks_on(&world.db, WebhooksConfig::default());
    let mut registry = platform::jobs::Registry::new();
    strict.register(&mut registry);
    world.publish(owner, "A-1").await;
    platform::jobs::run_due(&world.db.db(), &registry).await.unwrap();
    world.clock.advance(MINUTE);
    platform::jobs::run_due(&world.db.db(), &registry).await.unwrap();
    assert!(world.receiver.got().is_empty());
    for endpoint in strict.list_endpoints(&afi, owner).await.unwrap() {
        let log = world.log(&afi, endpoint.id).await;
        assert_eq!((log[0].attempts, log[0].last_failure), (2, Some(Failure::PrivateAddress)), "{}", endpoint.url);
    }
}
