//! Who may do what: every method, for everybody who might try.

use contracts::webhooks::{DeliveryId, EndpointId, Owner};
use jiff::Timestamp;
use kernel::{Actor, AppError as _, ErrorKind, Locale, PageRequest};
use webhooks::{DeliveryFilter, EndpointKind, EventPick, WebhooksError};

use crate::{World, draft};

/// What a method said: nothing when it did what was asked.
type Said = Option<ErrorKind>;

fn said<T>(result: Result<T, WebhooksError>) -> Said {
    result.err().map(|error| error.kind())
}

struct Scene {
    owner: Owner,
    endpoint_id: EndpointId,
    delivery_id: DeliveryId,
}

async fn scene(world: &World, actor: &Actor, owner: Owner) -> Scene {
    let (endpoint_id, _) = world.endpoint(actor, owner, "/").await;
    world.publish(owner, "A-1").await;
    world.settle().await;
    let delivery_id = world.log(actor, endpoint_id).await[0].id;
    Scene { owner, endpoint_id, delivery_id }
}

/// Every method that reads.
async fn read(world: &World, actor: &Actor, scene: &Scene) -> Vec<(&'static str, Said)> {
    let (webhooks, id, page) = (&world.webhooks, scene.endpoint_id, PageRequest::first());
    vec![
        ("list_endpoints", said(webhooks.list_endpoints(actor, scene.owner).await)),
        ("get_endpoint", said(webhooks.get_endpoint(actor, id).await)),
        ("list_deliveries", said(webhooks.list_deliveries(actor, id, DeliveryFilter::default(), &page).await)),
        ("get_delivery", said(webhooks.get_delivery(actor, scene.delivery_id).await)),
    ]
}

/// Every method that decides; the endpoint is deleted last.
async fn change(world: &World, actor: &Actor, scene: &Scene) -> Vec<(&'static str, Said)> {
    let (webhooks, id) = (&world.webhooks, scene.endpoint_id);
    let draft = draft(&world.receiver.url("/x"), EventPick::All);
    vec![
        ("create_endpoint", said(webhooks.create_endpoint(actor, scene.owner, EndpointKind::Signed, &draft).await)),
        ("update_endpoint", said(webhooks.update_endpoint(actor, id, &draft).await)),
        ("reveal_secret", said(webhooks.reveal_secret(actor, id).await)),
        ("rotate_secret", said(webhooks.rotate_secret(actor, id).await)),
        ("send_test", said(webhooks.send_test(actor, id, "sale.created").await)),
        ("resend", said(webhooks.resend(actor, scene.delivery_id).await)),
        ("resend_failed", said(webhooks.resend_failed(actor, id, Timestamp::MIN).await)),
        ("disable_endpoint", said(webhooks.disable_endpoint(actor, id).await)),
        ("enable_endpoint", said(webhooks.enable_endpoint(actor, id).await)),
        ("delete_endpoint", said(webhooks.delete_endpoint(actor, id).await)),
    ]
}

fn all_are(methods: Vec<(&'static str, Said)>, expected: Said, who: &str) {
    for (method, said) in methods {
        assert_eq!(said, expected, "{who}: {method}");
    }
}

#[tokio::test]
async fn what_is_a_persons_is_nothing_to_anybody_else() {
    let world = World::new().await;
    let (afi, owner) = world.person("afi").await;
    let (kossi, _) = world.person("kossi").await;
    let scene = scene(&world, &afi, owner).await;
    for (who, actor, expected) in [
        ("a stranger", &kossi, ErrorKind::NotFound),
        ("nobody", &Actor::anonymous(Locale::Fr), ErrorKind::Unauthenticated),
        ("the program", &Actor::system("test"), ErrorKind::Unauthenticated),
    ] {
        all_are(read(&world, actor, &scene).await, Some(expected), who);
        all_are(change(&world, actor, &scene).await, Some(expected), who);
    }
    all_are(read(&world, &afi, &scene).await, None, "the owner");
    all_are(change(&world, &afi, &scene).await, None, "the owner");
}

#[tokio::test]
async fn of_an_organisation_owners_and_admins_decide_members_look_and_others_see_nothing() {
    let world = World::new().await;
    let people = ["owner", "admin", "member", "other"];
    let mut actors = Vec::new();
    for name in people {
        actors.push(world.account(name).await);
    }
    let [owner, admin, member, other] = actors.as_slice() else { panic!("four") };
    let adja = world.organisation(&[(owner, "owner"), (admin, "admin"), (member, "member")]).await;
    world.organisation(&[(other, "owner")]).await;
    let of_owner = scene(&world, owner, adja).await;
    all_are(read(&world, other, &of_owner).await, Some(ErrorKind::NotFound), "an owner of another one");
    all_are(change(&world, other, &of_owner).await, Some(ErrorKind::NotFound), "an owner of another one");
    all_are(read(&world, member, &of_owner).await, None, "a member");
    all_are(change(&world, member, &of_owner).await, Some(ErrorKind::Forbidden), "a member");
    all_are(read(&world, admin, &of_owner).await, None, "an admin");
    all_are(change(&world, admin, &of_owner).await, None, "an admin");
    let (endpoint_id, _) = world.endpoint(owner, adja, "/y").await;
    all_are(change(&world, owner, &Scene { endpoint_id, ..pending_free(&world, owner, adja).await }).await, None, "an owner");
}

/// A scene whose delivery is not on its way.
async fn pending_free(world: &World, actor: &Actor, owner: Owner) -> Scene {
    let (endpoint_id, _) = world.endpoint(actor, owner, "/z").await;
    world.publish(owner, "A-2").await;
    world.settle().await;
    let delivery_id = world.log(actor, endpoint_id).await[0].id;
    Scene { owner, endpoint_id, delivery_id }
}

#[tokio::test]
async fn what_is_published_to_one_owner_reaches_no_other() {
    let world = World::new().await;
    let (afi, own) = world.person("afi").await;
    let adja = world.organisation(&[(&afi, "owner")]).await;
    world.endpoint(&afi, own, "/afi").await;
    world.endpoint(&afi, adja, "/adja").await;
    assert_eq!(world.publish(adja, "A-1").await, 1);
    world.settle().await;
    assert_eq!((world.receiver.got_at("/afi").len(), world.receiver.got_at("/adja").len()), (0, 1));
}
