//! What moves on a merchant's wallet, what partners have in lists, and what a period would have been.

use affiliate::{
    AffiliateError, Answer, ReportSale,
    attribution::{CouponRule, Model, Policy},
};
use jiff::SignedDuration;
use kernel::PageRequest;

use crate::{
    books::{refund, sale},
    trade::{Trade, dirham, link, visitor},
};

#[tokio::test]
async fn what_moved_on_a_wallet_is_listed_with_whose_it_is_and_adds_up_to_its_balance() {
    let (trade, partner) = Trade::linked().await;
    trade.deposit(dirham(1_000_000)).await;
    let click = trade.click("afi-the").await;
    let told = ReportSale { clicks: vec![click], ..sale("1001", 100_000) };
    let sold = trade.affiliate.report_sale(&trade.owner, partner.program_id, &told).await.unwrap();
    trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("r-1", "1001", 40_000)).await.unwrap();
    let found = trade.affiliate.wallet_moves(&trade.member, trade.merchant, &PageRequest::first()).await.unwrap().items;
    let told: Vec<_> = found.iter().map(|one| (one.kind.as_str(), one.amount.amount_minor)).collect();
    assert_eq!(told, [("commission-reversed", 4_000), ("commission-earned", -10_000), ("test", 1_000_000)]);
    let wallet = trade.affiliate.wallet(&trade.owner, trade.merchant).await.unwrap();
    assert_eq!(found.iter().map(|one| one.amount.amount_minor).sum::<i64>(), wallet.balance.amount_minor);
    let of = found[0].commission.as_ref().unwrap();
    assert_eq!((of.conversion_id, of.partnership_id, of.external_id.as_deref()), (sold.id, partner.id, Some("1001")));
    assert!(found[2].commission.is_none());
    let first = trade.affiliate.wallet_moves(&trade.owner, trade.merchant, &PageRequest::new(Some(1), None)).await.unwrap();
    assert!(first.items.len() == 1 && first.next.is_some());
    for who in [&partner.actor, &visitor()] {
        trade.affiliate.wallet_moves(who, trade.merchant, &PageRequest::first()).await.unwrap_err();
    }

    let [listed] = &trade.affiliate.my_partnerships(&partner.actor, &PageRequest::first()).await.unwrap().items[..] else {
        panic!("one partnership")
    };
    let earnings = trade.affiliate.earnings(&trade.owner, partner.id).await.unwrap();
    assert_eq!((listed.earnings, earnings.held), (Some(earnings), dirham(6_000)));
    let list = trade.affiliate.conversions(&trade.owner, partner.program_id, &PageRequest::first()).await.unwrap().items;
    let [credited] = &list[0].partners[..] else { panic!("one partner") };
    assert_eq!((credited.partnership_id, credited.commission.unwrap().due), (partner.id, dirham(6_000)));
    assert!(!credited.influencer_name.is_empty());
    let own = trade.affiliate.commissions(&partner.actor, partner.id, &PageRequest::first()).await.unwrap().items;
    let theirs = trade.affiliate.commissions(&trade.owner, partner.id, &PageRequest::first()).await.unwrap().items;
    assert_eq!((&own[0].external_id, theirs[0].external_id.as_deref()), (&None, Some("1001")), "the shop's number is its own");
}

#[tokio::test]
async fn a_period_is_summed_by_partner_as_it_is_and_as_it_would_be() {
    let (trade, partner) = Trade::linked().await;
    let kofi = trade.influencer("Kofi", "GH", 900).await;
    let other = trade.affiliate.ask(&kofi, partner.program_id, "").await.unwrap();
    trade.affiliate.answer(&trade.owner, other, Answer::Accept(None), "").await.unwrap();
    trade.affiliate.create_link(&kofi, other, Some("kofi-the"), None, &link()).await.unwrap();
    let first = trade.click("afi-the").await;
    trade.pass(SignedDuration::from_mins(5));
    let second = trade.click("kofi-the").await;
    trade.pass(SignedDuration::from_mins(5));
    let id = partner.program_id;
    let told = ReportSale { clicks: vec![first, second], ..sale("1001", 100_001) };
    let shared = trade.affiliate.report_sale(&trade.owner, id, &told).await.unwrap().id;
    trade.affiliate.report_sale(&trade.owner, id, &sale("1002", 5_000)).await.unwrap();
    let (now, day) = (trade.db.now(), SignedDuration::from_hours(24));
    let replay = async |model: Model| {
        let policy = Policy { model, coupon: CouponRule::Wins };
        trade.affiliate.what_if(&trade.member, id, &policy, (now - day, now + day)).await.unwrap()
    };
    let usual = replay(Model::Last).await;
    assert!(usual.changed.is_empty() && usual.replayed == 2 && !usual.is_cut);
    let found = replay(Model::First).await;
    assert_eq!((found.changed.len(), found.changed[0].id, found.changed[0].external_id.as_str()), (1, shared, "1001"));
    assert_eq!(found.changed[0].is[0].partnership_id, other);
    assert_eq!(found.changed[0].would_be[0].partnership_id, partner.id);
    let sums = |wanted| {
        let one = found.partners.iter().find(|one| one.partnership_id == wanted).unwrap();
        (one.is.conversions, one.is.paid.clone(), one.would_be.conversions, one.would_be.paid.clone())
    };
    assert_eq!(sums(Some(other)), (1, vec![dirham(100_001)], 0, vec![]));
    assert_eq!(sums(Some(partner.id)), (0, vec![], 1, vec![dirham(100_001)]));
    assert_eq!(sums(None), (1, vec![dirham(5_000)], 1, vec![dirham(5_000)]), "nobody's stays nobody's, and stands last");
    assert_eq!(found.partners.last().unwrap().partnership_id, None);
    let long = trade.affiliate.what_if(&trade.owner, id, &Policy::default(), (now - day * 93, now)).await;
    assert!(matches!(long, Err(AffiliateError::Invalid(_))));
}
