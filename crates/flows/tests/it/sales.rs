//! Who is told of partnerships, sales and messages: people and programs.

use affiliate::{Answer, MANDATE_TEXT, ReportRefund, ReportSale, TaxPartyDraft, TaxRegime};
use contracts::{
    affiliate::{LinkDomainChanged, LinkDomainId, PartnershipId},
    messaging::ConversationId,
    webhooks::{EndpointFailing, Owner},
};
use flows::{Conversations, SalesPapers};
use jiff::SignedDuration;
use kernel::{Actor, AppError as _, ErrorKind, Locale, PageRequest, SessionId};
use messaging::{SendMessage, Sharing};
use uuid::Uuid;
use webhooks::{DeliveryFilter, EndpointDraft, EndpointId, EndpointKind, EventPick};

use crate::{
    World,
    books::{refund, sale},
    has,
    trade::{Partner, Trade, dirham},
};

impl World {
    pub(crate) async fn trade(&self) -> Trade {
        let at = &self.funding;
        let trade = Trade::on(None, at.db.clone(), at.clock.clone(), at.ledger.clone(), at.payments.clone()).await;
        sqlx::query("UPDATE identity.account SET email_verified_at = now()").execute(at.db.pool()).await.unwrap();
        trade
    }

    async fn notice_titles(&self, actor: &Actor) -> Vec<String> {
        let page = self.notifications.notices(actor, &PageRequest::new(Some(50), None)).await.unwrap();
        page.items.into_iter().map(|notice| notice.title).collect()
    }

    pub(crate) async fn noticed(&self, actor: &Actor, words: &str) -> usize {
        self.notice_titles(actor).await.iter().filter(|title| title.contains(words)).count()
    }

    /// An endpoint that wants everything.
    async fn endpoint(&self, actor: &Actor, owner: Owner) -> EndpointId {
        let draft = EndpointDraft { name: "Caisse".into(), url: "https://hooks.example.org/".into(), events: EventPick::All };
        self.webhooks.create_endpoint(&at_a_screen(actor), owner, EndpointKind::Signed, &draft).await.unwrap().id
    }

    /// What an endpoint was told, the oldest first.
    async fn log(&self, actor: &Actor, id: EndpointId) -> Vec<String> {
        let (actor, all) = (at_a_screen(actor), PageRequest::new(Some(100), None));
        let page = self.webhooks.list_deliveries(&actor, id, DeliveryFilter::default(), &all).await.unwrap();
        page.items.into_iter().rev().map(|delivery| delivery.event_type).collect()
    }

    async fn say(&self, actor: &Actor, conversation_id: ConversationId, text: &str) {
        let command = SendMessage { conversation_id, client_id: Uuid::now_v7(), text: text.into(), attachments: Vec::new() };
        self.messaging.send(actor, &command).await.unwrap();
        self.settle().await;
    }

    async fn conversation(&self, trade: &Trade, actor: &Actor, id: PartnershipId) -> ConversationId {
        let (db, affiliate, messaging) = (trade.db.clone(), trade.affiliate.clone(), self.messaging.clone());
        Conversations { db, affiliate, messaging }.of_partnership(actor, id).await.unwrap()
    }
}

/// The same person with a session: an API key decides nothing about endpoints.
pub(crate) fn at_a_screen(actor: &Actor) -> Actor {
    let mut actor = actor.clone();
    if let kernel::Principal::SignedIn(signed_in) = &mut actor.principal {
        signed_in.session_id = Some(SessionId::generate());
    }
    actor
}

#[tokio::test]
async fn a_request_opens_a_conversation_and_tells_the_other_side_and_so_does_its_answer() {
    let world = World::new().await;
    let trade = world.trade().await;
    let program = trade.open_in(kernel::Currency::Mad).await;
    let influencer = trade.influencer("Leïla", "MA", 10).await;
    let id = trade.affiliate.ask(&influencer, program, "Bonjour").await.unwrap();
    world.settle().await;
    assert_eq!((world.noticed(&trade.owner, "Leïla veut promouvoir").await, world.noticed(&trade.member, "Leïla").await), (1, 0));
    let owner = trade.owner.require_account().unwrap().as_uuid().simple().to_string();
    assert_eq!(has(&world.letters(&owner).await, "Leïla"), 1, "by letter too");
    let page = world.messaging.conversations(&influencer, &PageRequest::first()).await.unwrap();
    let [opened] = page.items.as_slice() else { panic!("one conversation") };
    assert_eq!((opened.other_name.as_str(), opened.sharing), ("Une maison", Sharing::Masked));
    assert_eq!(world.conversation(&trade, &trade.member, id).await, opened.id, "whoever asks for it, it is the same");
    assert!(trade.affiliate.partnership(&trade.stranger().await, id).await.is_err());

    trade.affiliate.answer(&trade.owner, id, Answer::Accept(None), "").await.unwrap();
    world.settle().await;
    assert_eq!(world.noticed(&influencer, "Thés de l’Atlas a accepté").await, 1);
    trade.affiliate.end_partnership(&influencer, id).await.unwrap();
    world.settle().await;
    let over = "est terminé";
    assert_eq!((world.noticed(&trade.owner, over).await, world.noticed(&influencer, over).await), (1, 0), "not who ended it");
    let conversations = world.messaging.conversations(&influencer, &PageRequest::first()).await.unwrap();
    assert_eq!(conversations.items.len(), 1);
}

#[tokio::test]
async fn what_happens_to_a_sale_is_told_to_the_programs_of_both_sides_once_and_in_order() {
    let world = World::new().await;
    let trade = world.trade().await;
    let merchant = world.endpoint(&trade.owner, Owner::Organisation(trade.merchant)).await;
    let partner = trade.partner_in(trade.open_in(kernel::Currency::Mad).await).await;
    let partners = world.endpoint(&partner.actor, Owner::Account(partner.actor.require_account().unwrap())).await;
    trade.deposit(dirham(1_000_000)).await;
    world.settle().await;
    let clicks = vec![trade.click("afi-the").await];
    let told = ReportSale { clicks: clicks.clone(), ..sale("1001", 100_000) };
    trade.affiliate.report_sale(&trade.owner, partner.program_id, &told).await.unwrap();
    world.settle().await;
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r1", "1001", 50_000)).await.unwrap();
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r1", "1001", 50_000)).await.unwrap();
    world.settle().await;
    // The minute's work in the same registry as the reactions: an event is taken once, by those who are there.
    world.pass(SignedDuration::from_hours(24 * 14)).await;
    world.pass(SignedDuration::from_secs(60)).await;
    let earned =
        ["partnership.requested", "partnership.active", "commission.earned", "commission.reversed", "commission.payable"];
    let mut log = world.log(&partner.actor, partners).await;
    log.sort_unstable();
    let mut expected = earned.to_vec();
    expected.sort_unstable();
    assert_eq!(log, expected);
    let log = world.log(&trade.owner, merchant).await;
    for event in ["partnership.requested", "sale.created", "sale.refunded", "commission.earned", "commission.payable"] {
        assert_eq!(log.iter().filter(|told| *told == event).count(), 1, "{event}: {log:?}");
    }
    let values: (String, String) = sqlx::query_as(
        "SELECT m.body, m.postback_values::text FROM webhooks.messages m WHERE m.event_type = 'commission.reversed' AND m.account_id IS NOT NULL",
    )
    .fetch_one(world.funding.db.pool())
    .await
    .unwrap();
    let (body, values): (serde_json::Value, serde_json::Value) = (values.0.parse().unwrap(), values.1.parse().unwrap());
    assert_eq!(body["data"]["amount"]["amount_minor"], 5_000);
    assert!(body["data"].get("order_id").is_none(), "the shop's number is none of the partner's business");
    assert_eq!(values["transaction_id"], body["data"]["conversion_id"]);
    let merchants: String = sqlx::query_scalar(
        "SELECT m.body FROM webhooks.messages m WHERE m.event_type = 'commission.reversed' AND m.account_id IS NULL",
    )
    .fetch_one(world.funding.db.pool())
    .await
    .unwrap();
    assert_eq!(merchants.parse::<serde_json::Value>().unwrap()["data"]["order_id"], "1001");
    assert_eq!((&values["payout"]["amount_minor"], &values["click_id"]), (&(-5_000).into(), &clicks[0].clone().into()));
    assert_eq!(values["status"], "reversed");
    assert_eq!(world.noticed(&partner.actor, "de commission chez").await, 1);
}

#[tokio::test]
async fn a_refund_in_another_currency_is_told_to_those_who_manage_once_its_sale_is_there() {
    let world = World::new().await;
    let trade = world.trade().await;
    let program_id = trade.open_in(kernel::Currency::Mad).await;
    let euros = kernel::Money::new(2_500, kernel::Currency::Eur);
    let told = ReportRefund { amount: Some(euros), ..refund("r1", "1001", 1) };
    trade.affiliate.report_refund(&trade.owner, program_id, &told).await.unwrap();
    world.settle().await;
    let noticed = async |actor| world.noticed(actor, "remboursement de la vente 1001").await;
    assert_eq!(noticed(&trade.owner).await, 0, "its sale may still be in euros");
    for _ in 0..2 {
        trade.affiliate.report_sale(&trade.owner, program_id, &sale("1001", 100_000)).await.unwrap();
        world.settle().await;
    }
    assert_eq!((noticed(&trade.owner).await, noticed(&trade.member).await), (1, 0));
    // One that fits waits for its sale without a word.
    trade.affiliate.report_refund(&trade.owner, program_id, &refund("r2", "1002", 100)).await.unwrap();
    trade.affiliate.report_sale(&trade.owner, program_id, &sale("1002", 100_000)).await.unwrap();
    world.settle().await;
    assert_eq!(world.noticed(&trade.owner, "remboursement de la vente").await, 1);
}

#[tokio::test]
async fn a_message_is_told_to_the_other_side_once_until_it_is_read_and_never_by_who_is_blocked() {
    let world = World::new().await;
    let trade = world.trade().await;
    let partner = trade.partner_in(trade.open_in(kernel::Currency::Mad).await).await;
    let id = world.conversation(&trade, &partner.actor, partner.id).await;
    world.settle().await;
    let told = async |actor| world.noticed(actor, "vous a écrit").await;
    world.say(&partner.actor, id, "Bonjour").await;
    world.say(&partner.actor, id, "J’ai une question").await;
    assert_eq!((told(&trade.owner).await, told(&trade.member).await, told(&partner.actor).await), (1, 1, 0), "one for both");
    world.messaging.mark_read(&trade.owner, id, 2).await.unwrap();
    world.say(&partner.actor, id, "Encore une").await;
    assert_eq!((told(&trade.owner).await, told(&trade.member).await), (2, 1), "who has not read is not told again");
    world.messaging.mark_read(&trade.owner, id, 3).await.unwrap();
    let command = SendMessage { conversation_id: id, client_id: Uuid::now_v7(), text: "Tard".into(), attachments: Vec::new() };
    world.messaging.send(&partner.actor, &command).await.unwrap();
    world.messaging.block(&trade.owner, id).await.unwrap();
    world.settle().await;
    assert_eq!(told(&trade.owner).await, 2, "nothing from who was blocked before it was told");
}

#[tokio::test]
async fn an_endpoint_that_fails_is_told_to_those_who_decide_about_it() {
    let world = World::new().await;
    let trade = world.trade().await;
    let endpoint_id = world.endpoint(&trade.owner, Owner::Organisation(trade.merchant)).await;
    let mut tx = trade.db.begin(&Actor::system("test")).await.unwrap();
    let owner = Owner::Organisation(trade.merchant);
    let failing = EndpointFailing { endpoint_id, owner, host: "hooks.example.org".into(), deliveries: 5 };
    tx.emit(&failing).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
    let words = "Votre webhook de hooks.example.org";
    assert_eq!((world.noticed(&trade.owner, words).await, world.noticed(&trade.member, words).await), (1, 0));
    let manager = trade.owner.require_account().unwrap().as_uuid().simple().to_string();
    assert_eq!(has(&world.letters(&manager).await, words), 1);
}

#[tokio::test]
async fn the_owner_of_a_domain_is_told_that_it_is_proved_fails_and_is_lost() {
    let world = World::new().await;
    let trade = world.trade().await;
    let influencer = trade.influencer("Leïla", "MA", 10).await;
    let (manager, by) = (trade.owner.require_account().unwrap(), influencer.require_account().unwrap());
    let of_merchant = |state: &str| LinkDomainChanged {
        domain_id: LinkDomainId::generate(),
        organisation_id: Some(trade.merchant),
        account_id: None,
        host: "go.marque.ma".into(),
        state: state.into(),
        by: None,
    };
    let own =
        LinkDomainChanged { organisation_id: None, account_id: Some(by), host: "go.leila.ma".into(), ..of_merchant("lost") };
    let mut tx = trade.db.begin(&Actor::system("test")).await.unwrap();
    for event in [
        of_merchant("verified"),
        of_merchant("failing"),
        of_merchant("lost"),
        // Who looked knows it.
        LinkDomainChanged { by: Some(manager), ..of_merchant("verified") },
        LinkDomainChanged { by: Some(by), state: "verified".into(), ..own.clone() },
        own,
    ] {
        tx.emit(&event).await.unwrap();
    }
    tx.commit().await.unwrap();
    world.settle().await;
    for words in ["go.marque.ma est vérifié", "go.marque.ma n'est plus prouvé", "go.marque.ma est perdu"] {
        assert_eq!((world.noticed(&trade.owner, words).await, world.noticed(&trade.member, words).await), (1, 0), "{words}");
    }
    assert_eq!((world.noticed(&influencer, "go.leila.ma").await, world.noticed(&influencer, "est perdu").await), (1, 1));
}

/// Somebody in Morocco, as papers name them.
fn moroccan(name: &str) -> TaxPartyDraft {
    TaxPartyDraft {
        legal_name: name.into(),
        address: "12, rue des Palmiers\nRabat".into(),
        country: "MA".into(),
        ice: "001561191000066".into(),
        tax_number: "1234567".into(),
        ..TaxPartyDraft::default()
    }
}

/// What a paper says, wherever its lines are broken.
fn in_one_line(pdf: &[u8]) -> String {
    crate::papers::text(pdf).split_whitespace().collect::<Vec<_>>().join(" ")
}

impl World {
    /// A sale, and the six weeks until its month is over.
    async fn sold_and_matured(&self, trade: &Trade, partner: &Partner, order: &str) {
        let clicks = vec![trade.click("afi-the").await];
        let told = ReportSale { clicks, ..sale(order, 100_000) };
        trade.affiliate.report_sale(&trade.owner, partner.program_id, &told).await.unwrap();
        self.settle().await;
        for days in [14, 30] {
            self.pass(SignedDuration::from_hours(24 * days)).await;
            self.pass(SignedDuration::from_secs(60)).await;
        }
    }
}

#[tokio::test]
async fn a_statement_is_issued_at_night_told_to_its_partner_and_read_as_a_paper_by_both_sides_alone() {
    let world = World::new().await;
    let trade = world.trade().await;
    let partner = trade.partner_in(trade.open_in(kernel::Currency::Mad).await).await;
    let shop = moroccan("Thés de l’Atlas SARL");
    trade.affiliate.set_merchant_tax_profile(&trade.owner, trade.merchant, &shop).await.unwrap();
    let afi = moroccan("Afi Mensah");
    trade.affiliate.set_tax_profile(&partner.actor, TaxRegime::MaAutoEntrepreneur, &afi).await.unwrap();
    trade.deposit(dirham(1_000_000)).await;
    let papers = SalesPapers::new(
        trade.affiliate.clone(),
        world.funding.payments.clone(),
        "https://griot.example".parse().unwrap(),
        "ShareYourSales",
    );
    for order in ["1001", "1002"] {
        world.sold_and_matured(&trade, &partner, order).await;
        trade.affiliate.accept_mandate(&partner.actor, MANDATE_TEXT).await.unwrap();
    }
    assert_eq!(world.noticed(&partner.actor, "Votre relevé de Thés de l’Atlas est établi (décembre\u{A0}2026)").await, 1);
    assert_eq!(world.noticed(&partner.actor, "Votre facture à Thés de l’Atlas est établie (janvier\u{A0}2027)").await, 1);
    let rows = trade.affiliate.my_statements(&partner.actor, &PageRequest::first()).await.unwrap().items;
    let [invoice, statement] = rows.as_slice() else { panic!("{rows:?}") };

    let paper = papers.statement(&partner.actor, statement.id).await.unwrap();
    assert_eq!(paper.file_name, "releve-2026-12-1.pdf");
    let said = in_one_line(&paper.pdf);
    for words in [
        "Relevé de commissions n° 1",
        "Commissions de décembre 2026",
        "Afi Mensah",
        "Thés de l’Atlas SARL",
        "ICE 001561191000066",
        "Maroc",
        "100,00 DH",
        "CGI (Maroc), art. 91",
        "relu par aucun comptable",
        "Ce relevé n'est pas une facture",
        "Rien n'a été déduit",
    ] {
        assert!(said.replace('’', "'").contains(&words.replace('’', "'")), "{words}: {said}");
    }
    let in_english = Actor { locale: Locale::En, ..trade.member.clone() };
    let paper = papers.statement(&in_english, invoice.id).await.unwrap();
    assert!(paper.file_name.starts_with("invoice-2027-01-") && paper.file_name.ends_with("-0001.pdf"), "{}", paper.file_name);
    // An address may be broken anywhere on paper.
    let said = in_one_line(&paper.pdf).replace('\u{200b}', "");
    for words in ["Invoice no. ", "Self-billing", "on behalf of Afi Mensah", "/en/marchand/"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let refused = papers.statement(&trade.stranger().await, invoice.id).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound);
}
