//! What pages of shops say, signed and not.

use std::net::IpAddr;

use affiliate::{AffiliateError, Answer, PixelReportView, PixelVerdict, ReportSale};
use contracts::affiliate::ProgramId;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::SignedDuration;
use kernel::{AppError as _, ErrorKind, PageRequest};
use platform::jobs::{Registry, run_due};
use sha2::Sha256;

use crate::{
    books::sale,
    trade::{Partner, Trade, dirham, link, person, visitor},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A program whose pixel is on.
struct Pixel {
    trade: Trade,
    partner: Partner,
    secret: String,
}

impl Pixel {
    async fn new() -> Self {
        let (trade, partner) = Trade::linked().await;
        trade.deposit(dirham(1_000_000)).await;
        let secret = trade.affiliate.draw_pixel_secret(&trade.owner, partner.program_id).await.unwrap();
        Self { trade, partner, secret }
    }

    fn id(&self) -> ProgramId {
        self.partner.program_id
    }

    fn query(&self, order: &str, amount: i64) -> String {
        format!("program={}&order={order}&amount={amount}&currency=MAD&customer=c-77", self.id())
    }

    /// The same, as the shop's server signs it.
    fn signed(&self, order: &str, amount: i64) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        let said = format!("amount={amount}\ncodes=\ncurrency=MAD\ncustomer=c-77\norder={order}\nprogram={}", self.id());
        mac.update(said.as_bytes());
        let signature = mac.finalize().into_bytes().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
        format!("{}&signature={signature}", self.query(order, amount))
    }

    async fn say(&self, query: &str) {
        self.say_from(query, "203.0.113.7").await;
    }

    async fn say_from(&self, query: &str, address: &str) {
        let address: IpAddr = address.parse().unwrap();
        self.trade.affiliate.hear_pixel(query, Some(address)).await.unwrap();
    }

    /// What became of what was said, and how often.
    async fn outcomes(&self) -> Vec<(String, i64)> {
        let view = self.trade.affiliate.pixel(&self.trade.member, self.id()).await.unwrap();
        let mut found: Vec<_> = view.outcomes.into_iter().map(|one| (one.outcome, one.heard)).collect();
        found.sort();
        found
    }

    async fn waiting(&self) -> Vec<PixelReportView> {
        self.trade.affiliate.pixel_reports(&self.trade.member, self.id(), &PageRequest::first()).await.unwrap().items
    }

    async fn held(&self) -> i64 {
        self.trade.books(self.partner.id).await.held
    }

    async fn sold(&self) -> Vec<(String, i64)> {
        let found = self.trade.affiliate.conversions(&self.trade.owner, self.id(), &PageRequest::first()).await.unwrap();
        found.items.into_iter().map(|one| (one.external_id, one.amount.amount_minor)).collect()
    }
}

fn only(code: &str, heard: i64) -> Vec<(String, i64)> {
    vec![(code.to_owned(), heard)]
}

#[tokio::test]
async fn what_is_signed_counts_at_once_and_once_however_often_the_page_is_loaded() {
    let pixel = Pixel::new().await;
    let click = pixel.trade.click("afi-the").await;
    let said = format!("{}&clicks={click}", pixel.signed("1001", 100_000));
    for _ in 0..3 {
        pixel.say(&said).await;
    }
    // Another day, by a browser that knows no click any more.
    pixel.trade.pass(DAY);
    pixel.say(&pixel.signed("1001", 100_000)).await;
    assert_eq!(pixel.sold().await, [("1001".to_owned(), 100_000)]);
    assert_eq!((pixel.held().await, pixel.waiting().await.len()), (10_000, 0));
    let (reported, replayed) = ("affiliate-pixel-reported".to_owned(), "affiliate-pixel-replayed".to_owned());
    assert_eq!(pixel.outcomes().await, [(replayed.clone(), 1), (replayed, 2), (reported, 1)]);
    pixel.trade.verified().await;
}

#[tokio::test]
async fn what_is_forged_or_changed_never_counts_and_never_waits() {
    let pixel = Pixel::new().await;
    let signed = pixel.signed("1001", 100_000);
    for wrong in [
        signed.replace("amount=100000", "amount=900000"),
        signed.replace("order=1001", "order=1002"),
        signed.replace("customer=c-77", "customer=c-78"),
        format!("{signed}&codes=AFI10"),
        format!("{}&signature={}", pixel.query("1001", 100_000), "0".repeat(64)),
        format!("{}&signature=non", pixel.query("1001", 100_000)),
    ] {
        pixel.say(&wrong).await;
    }
    assert_eq!(pixel.outcomes().await, only("affiliate-pixel-signature", 6));
    assert_eq!((pixel.sold().await.len(), pixel.waiting().await.len(), pixel.held().await), (0, 0, 0));
}

#[tokio::test]
async fn a_signature_of_another_program_or_of_the_secret_before_counts_no_more() {
    let (pixel, other) = (Pixel::new().await, Pixel::new().await);
    let foreign = Pixel { secret: other.secret.clone(), ..pixel };
    foreign.say(&foreign.signed("1001", 100_000)).await;
    let before = foreign.trade.affiliate.draw_pixel_secret(&foreign.trade.owner, foreign.id()).await.unwrap();
    let old = Pixel { secret: before, ..foreign };
    let said = old.signed("1001", 100_000);
    old.trade.affiliate.draw_pixel_secret(&old.trade.owner, old.id()).await.unwrap();
    old.say(&said).await;
    assert_eq!((old.outcomes().await, old.sold().await.len()), (only("affiliate-pixel-signature", 2), 0));
    old.trade.affiliate.stop_pixel(&old.trade.owner, old.id()).await.unwrap();
    old.say(&old.query("1002", 100)).await;
    assert_eq!((old.outcomes().await, old.waiting().await.len()), (only("affiliate-pixel-signature", 2), 0));
}

#[tokio::test]
async fn what_is_not_signed_earns_nothing_until_the_merchant_confirms_it() {
    let pixel = Pixel::new().await;
    let click = pixel.trade.click("afi-the").await;
    let said = format!("{}&clicks={click}", pixel.query("1001", 100_000));
    pixel.say(&said).await;
    pixel.say(&said).await;
    assert_eq!((pixel.sold().await.len(), pixel.held().await), (0, 0));
    let [waiting] = pixel.waiting().await.try_into().unwrap();
    assert_eq!((waiting.order_id.as_str(), waiting.amount, waiting.clicks), ("1001", dirham(100_000), 1));
    pixel.trade.pass(DAY);
    let confirm = async || pixel.trade.affiliate.confirm_pixel_report(&pixel.trade.owner, waiting.id).await;
    let (one, two) = tokio::join!(confirm(), confirm());
    assert!(one.is_ok() ^ two.is_ok(), "two who confirm at once: {one:?} {two:?}");
    assert_eq!(pixel.sold().await, [("1001".to_owned(), 100_000)]);
    let found = pixel.trade.affiliate.conversions(&pixel.trade.owner, pixel.id(), &PageRequest::first()).await.unwrap();
    assert_eq!(found.items[0].occurred_at, waiting.received_at, "it happened when the page said it");
    assert_eq!((pixel.held().await, pixel.waiting().await.len()), (10_000, 0));
    assert!(matches!(confirm().await, Err(AffiliateError::WrongState)));
    let kept: (Option<Vec<u8>>, String) =
        sqlx::query_as("SELECT customer, state FROM affiliate.pixel_reports").fetch_one(pixel.trade.db.pool()).await.unwrap();
    assert_eq!(kept, (None, "confirmed".to_owned()), "what the shop calls the customer is forgotten");
    // The same page again says nothing new.
    pixel.say(&said).await;
    assert_eq!((pixel.sold().await.len(), pixel.waiting().await.len()), (1, 0));
    pixel.trade.verified().await;
}

#[tokio::test]
async fn a_customer_of_a_confirmed_sale_is_the_customer_that_the_server_tells_of() {
    let pixel = Pixel::new().await;
    let click = pixel.trade.click("afi-the").await;
    pixel.say(&format!("{}&clicks={click}", pixel.query("1001", 100_000))).await;
    let kept: Vec<u8> =
        sqlx::query_scalar("SELECT customer FROM affiliate.pixel_reports").fetch_one(pixel.trade.db.pool()).await.unwrap();
    assert!(!kept.windows(4).any(|part| part == b"c-77"), "it is sealed while it waits");
    let [waiting] = pixel.waiting().await.try_into().unwrap();
    pixel.trade.affiliate.confirm_pixel_report(&pixel.trade.owner, waiting.id).await.unwrap();
    pixel.trade.pass(DAY);
    let later = ReportSale { customer: Some("c-77".into()), ..sale("1002", 50_000) };
    pixel.trade.affiliate.report_sale(&pixel.trade.owner, pixel.id(), &later).await.unwrap();
    assert_eq!(pixel.held().await, 15_000, "the click of the first is known of the second");
}

#[tokio::test]
async fn what_the_server_tells_wins_and_settles_what_waits() {
    let pixel = Pixel::new().await;
    pixel.say(&pixel.query("1001", 900_000)).await;
    pixel.say(&pixel.query("1001", 100_000)).await;
    let waiting = pixel.waiting().await;
    assert_eq!(waiting.len(), 2, "what somebody made up keeps the true one from nobody");
    pixel.trade.sold(&pixel.partner, "1001", 100_000).await;
    assert_eq!((pixel.waiting().await.len(), pixel.held().await), (0, 10_000));
    for report in waiting {
        let refused = pixel.trade.affiliate.confirm_pixel_report(&pixel.trade.owner, report.id).await;
        assert!(matches!(refused, Err(AffiliateError::WrongState)));
    }
    // Said after the server: known, or otherwise.
    pixel.say(&pixel.query("1001", 100_001)).await;
    pixel.say(&pixel.signed("1001", 100_000)).await;
    let codes: Vec<String> = pixel.outcomes().await.into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["affiliate-pixel-replayed", "affiliate-pixel-waiting", "affiliate-told-otherwise"]);
    assert_eq!((pixel.sold().await.len(), pixel.waiting().await.len()), (1, 0));
}

#[tokio::test]
async fn what_is_signed_settles_what_waits_too() {
    let pixel = Pixel::new().await;
    pixel.say(&pixel.query("1001", 1)).await;
    pixel.say(&pixel.signed("1001", 100_000)).await;
    assert_eq!((pixel.sold().await, pixel.waiting().await.len()), (vec![("1001".to_owned(), 100_000)], 0));
}

#[tokio::test]
async fn too_many_are_left_aside_one_address_an_order_and_a_program_have_their_bounds() {
    let pixel = Pixel::new().await;
    for order in 0..31 {
        pixel.say(&pixel.query(&format!("a-{order}"), 100)).await;
    }
    let often = ("affiliate-pixel-too-often".to_owned(), 1);
    assert_eq!(pixel.outcomes().await, [often, ("affiliate-pixel-waiting".to_owned(), 30)]);
    // What the shop signed is not counted against anybody.
    pixel.say(&pixel.signed("b-1", 100)).await;
    assert_eq!(pixel.sold().await.len(), 1);
    pixel.trade.pass(SignedDuration::from_mins(2));
    for amount in 1..=4 {
        pixel.say_from(&pixel.query("c-1", amount), "203.0.113.8").await;
    }
    assert!(pixel.outcomes().await.contains(&("affiliate-pixel-versions".to_owned(), 1)), "it is said, with the order");
    let kept: i64 =
        sqlx::query_scalar("SELECT count(*) FROM affiliate.pixel_reports WHERE order_id = 'c-1' AND length(said_by) = 16")
            .fetch_one(pixel.trade.db.pool())
            .await
            .unwrap();
    assert_eq!(kept, 3);
    sqlx::query(
        "INSERT INTO affiliate.pixel_reports
             (id, program_id, order_id, currency, amount_minor, clicks, codes, said, received_at, state)
         SELECT gen_random_uuid(), $1, 'd-' || n, 'MAD', n, '{}', '{}', decode(md5(n::text), 'hex'), '2026-11-22T10:00:00Z', 'waiting'
         FROM generate_series(1, 500 - 33) n",
    )
    .bind(pixel.id().as_uuid())
    .execute(pixel.trade.db.pool())
    .await
    .unwrap();
    pixel.say_from(&pixel.query("e-1", 100), "203.0.113.9").await;
    assert!(pixel.outcomes().await.contains(&("affiliate-pixel-full".to_owned(), 1)));
}

#[tokio::test]
async fn what_cannot_be_an_order_is_noted_and_what_names_no_program_is_not() {
    let pixel = Pixel::new().await;
    pixel.say("").await;
    pixel.say(&format!("program={}&order=1", contracts::affiliate::ProgramId::generate())).await;
    pixel.say(&pixel.query("1001", 100).replace("amount=100", "amount=1.5")).await;
    pixel.say(&pixel.query("", 100)).await;
    pixel.say(&pixel.query("1002", 1_000_000_000_000_001)).await;
    let wanted = ["affiliate-amount", "affiliate-external-id", "affiliate-pixel-form"].map(|code| (code.to_owned(), 1));
    assert_eq!(pixel.outcomes().await, wanted);
    assert_eq!(pixel.waiting().await.len(), 0);
}

#[tokio::test]
async fn a_day_is_confirmed_or_rejected_whole() {
    let pixel = Pixel::new().await;
    for order in ["1001", "1002", "1003"] {
        pixel.say(&pixel.query(order, 100_000)).await;
    }
    pixel.say(&pixel.query("1003", 5)).await;
    pixel.trade.pass(DAY);
    pixel.say(&pixel.query("2001", 100_000)).await;
    let decide = async |day: &str, verdict| {
        pixel.trade.affiliate.decide_pixel_day(&pixel.trade.owner, pixel.id(), day.parse().unwrap(), verdict).await.unwrap()
    };
    let done = decide("2026-11-22", PixelVerdict::Confirm).await;
    assert_eq!((done.decided, done.left), (2, 2), "of an order of which two things were said somebody chooses");
    assert_eq!(pixel.sold().await.len(), 2);
    assert_eq!(decide("2026-11-22", PixelVerdict::Confirm).await.decided, 0);
    let done = decide("2026-11-22", PixelVerdict::Reject).await;
    assert_eq!((done.decided, done.left), (2, 0));
    let done = decide("2026-11-23", PixelVerdict::Reject).await;
    assert_eq!((done.decided, done.left, pixel.sold().await.len()), (1, 0, 2));
    assert_eq!(decide("2026-11-23", PixelVerdict::Confirm).await.decided, 0);
}

#[tokio::test]
async fn who_guesses_a_number_and_speaks_first_takes_no_clicks_from_anybody() {
    let pixel = Pixel::new().await;
    let (affiliate, owner) = (&pixel.trade.affiliate, &pixel.trade.owner);
    let kossi = pixel.trade.influencer("Kossi", "TG", 1).await;
    let theirs = affiliate.ask(&kossi, pixel.id(), "").await.unwrap();
    affiliate.answer(owner, theirs, Answer::Accept(None), "").await.unwrap();
    affiliate.create_link(&kossi, theirs, Some("kossi-the"), None, &link()).await.unwrap();
    let (forged, true_one) = (pixel.trade.click("kossi-the").await, pixel.trade.click("afi-the").await);
    let said = |amount: i64, click: &str| format!("{}&clicks={click}", pixel.query("1001", amount));
    // Three amounts and their own clicks ahead of the buyer, from one address.
    for amount in [100_000, 100_001, 100_002, 100_003] {
        pixel.say_from(&said(amount, &forged), "203.0.113.66").await;
    }
    pixel.trade.pass(SignedDuration::from_secs(1));
    pixel.say(&said(100_000, &true_one)).await;
    pixel.say(&said(100_000, &true_one)).await;
    let waiting = pixel.waiting().await;
    assert_eq!(waiting.len(), 4);
    assert_eq!((waiting[0].amount, waiting[0].partners.as_slice()), (dirham(100_000), &["Afi".to_owned()][..]));
    assert!(waiting[1..].iter().all(|one| one.partners == ["Kossi"]), "{waiting:?}");
    let (versions, replayed) = (("affiliate-pixel-versions".to_owned(), 1), ("affiliate-pixel-replayed".to_owned(), 1));
    assert_eq!(pixel.outcomes().await, [replayed, versions, ("affiliate-pixel-waiting".to_owned(), 4)]);
    affiliate.confirm_pixel_report(owner, waiting[0].id).await.unwrap();
    assert_eq!((pixel.held().await, pixel.trade.books(theirs).await.held, pixel.waiting().await.len()), (10_000, 0, 0));
    let known: i64 = sqlx::query_scalar("SELECT count(*) FROM affiliate.pixel_reports WHERE said_by IS NOT NULL")
        .fetch_one(pixel.trade.db.pool())
        .await
        .unwrap();
    assert_eq!(known, 0, "from where it was said is forgotten");
}

#[tokio::test]
async fn only_those_who_manage_the_merchant_decide_and_nobody_else_learns_of_it() {
    let pixel = Pixel::new().await;
    pixel.say(&pixel.query("1001", 100)).await;
    let [waiting] = pixel.waiting().await.try_into().unwrap();
    let (affiliate, id) = (&pixel.trade.affiliate, pixel.id());
    let stranger = pixel.trade.stranger().await;
    let nobody = person(kernel::AccountId::generate());
    for (actor, kind) in [
        (&pixel.trade.member, ErrorKind::Forbidden),
        (&stranger, ErrorKind::NotFound),
        (&pixel.partner.actor, ErrorKind::NotFound),
        (&nobody, ErrorKind::NotFound),
        (&visitor(), ErrorKind::Unauthenticated),
    ] {
        let day = "2026-11-22".parse().unwrap();
        let errors = [
            affiliate.draw_pixel_secret(actor, id).await.err(),
            affiliate.stop_pixel(actor, id).await.err(),
            affiliate.confirm_pixel_report(actor, waiting.id).await.err(),
            affiliate.reject_pixel_report(actor, waiting.id).await.err(),
            affiliate.decide_pixel_day(actor, id, day, PixelVerdict::Confirm).await.err(),
        ];
        for error in errors {
            assert_eq!(error.unwrap().kind(), kind, "{actor:?}");
        }
        let reads = affiliate.pixel(actor, id).await.is_ok();
        assert_eq!(reads, kind == ErrorKind::Forbidden, "a member looks");
        assert_eq!(affiliate.pixel_reports(actor, id, &PageRequest::first()).await.is_ok(), reads);
    }
    affiliate.reject_pixel_report(&pixel.trade.owner, waiting.id).await.unwrap();
    assert_eq!((pixel.waiting().await.len(), pixel.sold().await.len()), (0, 0));
}

#[tokio::test]
async fn what_nobody_confirms_expires_after_thirty_days_and_is_forgotten_after_sixty() {
    let pixel = Pixel::new().await;
    let mut registry = Registry::new();
    pixel.trade.affiliate.register(&mut registry);
    run_due(&pixel.trade.db, &registry).await.unwrap();
    pixel.say(&pixel.query("1001", 100)).await;
    let [waiting] = pixel.waiting().await.try_into().unwrap();
    pixel.trade.pass(DAY * 30);
    let late = pixel.trade.affiliate.confirm_pixel_report(&pixel.trade.owner, waiting.id).await;
    assert!(matches!(late, Err(AffiliateError::WrongState)), "also before anybody swept");
    pixel.trade.pass(DAY);
    let state = async || -> Option<(String, bool)> {
        let sql = "SELECT state, customer IS NULL FROM affiliate.pixel_reports";
        sqlx::query_as(sql).fetch_optional(pixel.trade.db.pool()).await.unwrap()
    };
    for _ in 0..2 {
        run_due(&pixel.trade.db, &registry).await.unwrap();
        assert_eq!(state().await, Some(("expired".to_owned(), true)));
    }
    pixel.trade.pass(DAY * 31);
    run_due(&pixel.trade.db, &registry).await.unwrap();
    assert_eq!((state().await, pixel.outcomes().await.len()), (None, 0));
}
