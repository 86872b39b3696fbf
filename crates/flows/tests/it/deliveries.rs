//! Who is asked where to send what they chose.

use crowdfunding::{Address, Delivery, MakePledge, PledgeView, ProjectDraft, TierAsks};
use jiff::SignedDuration;
use payments::Rail;

use crate::{
    World, has,
    stage::{command, draft, tier, visitor},
};

const WORDS: &str = "où envoyer votre contrepartie";

impl World {
    async fn chosen(
        &self,
        project: contracts::crowdfunding::ProjectId,
        draft: &ProjectDraft,
        at: usize,
        email: &str,
    ) -> PledgeView {
        let chosen = command(project, Some(draft.tiers[at].id), draft.tiers[at].amount_minor);
        let chosen = MakePledge { email: Some(email.into()), ..chosen };
        let pledge = self.funding.funding.pledge(&visitor(), &chosen).await.unwrap();
        self.funding.start(&pledge, Rail::Mixx, "TG", "90 12 34 56").await;
        self.funding.press(paysim::Button::Accept);
        self.settle().await;
        pledge
    }
}

#[tokio::test]
async fn who_has_not_said_where_to_send_what_they_chose_is_asked_once_when_the_project_succeeded() {
    let world = World::new().await;
    let mut asking = tier(60_000, None);
    asking.asks = TierAsks { address: true, question: None };
    let draft = ProjectDraft { tiers: vec![asking, tier(1_000, None)], ..draft() };
    let project = world.funding.online(&draft).await;
    let said = world.chosen(project, &draft, 0, "said@example.tg").await;
    let silent = world.chosen(project, &draft, 0, "silent@example.tg").await;
    world.chosen(project, &draft, 1, "plain@example.tg").await;
    let address = Address {
        name: "Ama".into(),
        line1: "Maison bleue".into(),
        city: "Kpalimé".into(),
        country: "TG".into(),
        phone: "90 12 34 56".into(),
        ..Address::default()
    };
    let given = Delivery { address: Some(address), answer: None };
    world.funding.funding.give_delivery(&visitor(), said.id, &said.key, &given).await.unwrap();
    for who in ["said@", "silent@", "plain@"] {
        assert_eq!(has(&world.letters(who).await, WORDS), 0, "{who} before it succeeded");
    }
    world.pass(SignedDuration::from_hours(24 * 30)).await;
    for _ in 0..3 {
        world.pass(SignedDuration::from_mins(11)).await;
    }
    for (who, letters) in [("said@", 0), ("silent@", 1), ("plain@", 0)] {
        assert_eq!(has(&world.letters(who).await, WORDS), letters, "{who}");
    }
    let letter = world.mail.list_mailbox(Some("silent@example.tg"), 5).await.unwrap();
    let page = format!("https://griot.example/paiement/{}/livraison?cle={}", silent.intent_id, silent.key);
    assert!(letter.iter().any(|letter| letter.text.contains(&page)), "the link opens the form without an account");
    // The key of an answer opens it, and nobody is asked again once it is erased.
    world.funding.funding.erase_delivery(&visitor(), said.id, &said.key).await.unwrap();
    world.pass(SignedDuration::from_mins(11)).await;
    assert_eq!(has(&world.letters("silent@").await, WORDS), 1);
}
