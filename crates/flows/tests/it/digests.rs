//! Digests leave by themselves, once, at the address that the account has.

use jiff::SignedDuration;
use kernel::{Actor, Role};
use notifications::{Cadence, Topic};

use crate::{
    World, has,
    stage::{draft, member},
};

const DIGEST: &str = "Vos nouvelles de Karangou";

impl World {
    /// A day, hour by hour, as a server lives it.
    async fn day(&self) {
        for _ in 0..24 {
            self.pass(SignedDuration::from_hours(1)).await;
        }
    }

    async fn digests(&self, actor: &Actor) -> usize {
        has(&self.letters(&actor.require_account().unwrap().to_string()).await, DIGEST)
    }
}

#[tokio::test]
async fn a_backer_hears_of_the_news_in_one_letter_the_next_morning() {
    let world = World::new().await;
    let project_id = world.funding.online(&draft()).await;
    let afi = world.viewer().await;
    let ama = member(world.funding.account().await, Role::Viewer);
    sqlx::query("UPDATE identity.account SET email_verified_at = now()").execute(world.funding.db.pool()).await.unwrap();
    for actor in [&afi, &ama] {
        world.paid(actor, project_id, None).await;
    }
    for title in ["Premier jour", "Deuxième jour"] {
        world.told(project_id, title).await;
    }
    world.settle().await;
    assert_eq!((world.got(&afi.require_account().unwrap().to_string(), "Premier jour").await, world.digests(&ama).await), (1, 0));
    world.day().await;
    assert_eq!((world.digests(&afi).await, world.digests(&ama).await), (0, 1), "who wants letters at once has had them");
    world.day().await;
    assert_eq!(world.digests(&ama).await, 1, "nothing happened since");

    world.notifications.set_cadence(&ama, Topic::BackedProjects, Cadence::Weekly).await.unwrap();
    world.told(project_id, "Troisième jour").await;
    for _ in 0..8 {
        world.day().await;
    }
    assert_eq!(world.digests(&ama).await, 2);
    let to = ama.require_account().unwrap().to_string();
    let letters = world.mail.list_mailbox(None, 200).await.unwrap();
    let last = letters.iter().find(|letter| letter.subject == DIGEST && letter.recipient.starts_with(&to)).unwrap();
    assert!(last.text.contains("Troisième jour") && !last.text.contains("Premier jour"));
}
