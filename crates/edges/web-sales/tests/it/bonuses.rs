//! Bonuses: promised by a form, told in words.

use std::sync::Arc;

use affiliate::{AffiliateConfig, Follow, ReportSale};
use axum::http::StatusCode;
use jiff::SignedDuration;
use kernel::{Actor, Currency, FixedClock, Money};
use test_kit::TestDb;

use crate::{
    selling::{partners, partners_path},
    site::{ORIGIN, Site},
};

const PHONE: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/124.0.0.0 Mobile Safari/537.36";

/// The form of terms, with these steps.
fn typed<'f>(steps: &[[&'f str; 3]]) -> Vec<(&'f str, &'f str)> {
    let fixed = [("version", "1"), ("sale", "percent"), ("sale_amount", "10"), ("repeat", "always"), ("window_days", "30")];
    let steps = steps
        .iter()
        .flat_map(|[kind, least, amount]| [("bonus_kind", *kind), ("bonus_least", *least), ("bonus_amount", *amount)]);
    fixed.into_iter().chain([("holding_days", "0"), ("minimum", "100")]).chain(steps).collect()
}

#[tokio::test]
async fn bonuses_are_promised_by_a_form_and_what_a_month_reached_is_said_in_words() {
    let clock = FixedClock::at("2026-11-30T12:00:00Z".parse().unwrap());
    let site = Site::on(ORIGIN, TestDb::with(Arc::new(clock.clone())).await, AffiliateConfig::default());
    let (shop, aicha, id) = partners(&site).await;
    let program = site.affiliate.program_of(&shop.owner.actor, shop.id).await.unwrap().unwrap();
    let group = format!("/marchand/{}/programme/groupes/{}", shop.id, program.groups[0].id);
    for wrong in [["sales", "dix", "50"], ["sales", "0", "50"], ["sales", "10", ""], ["revenue", "", "50"], ["leads", "1", "50"]]
    {
        let refused = site.post_as(&shop.owner, &group, &typed(&[wrong])).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.has("#error-bonuses"), "{wrong:?}");
        assert_eq!(refused.attribute("input[name=bonus_least]", "value").unwrap(), wrong[1]);
    }
    let twice = site.post_as(&shop.owner, &group, &typed(&[["sales", "1", "50"], ["sales", "1", "60"]])).await;
    assert!(twice.shows("Deux primes demandent la même chose"));
    let steps = [["sales", "1", "50"], ["", "", ""], ["revenue", "1 000,50", "70"]];
    assert_eq!(site.post_as(&shop.owner, &group, &typed(&steps)).await.status, StatusCode::SEE_OTHER);
    let page = site.get_as(&shop.owner, &group).await;
    assert_eq!(page.attribute("input[name=bonus_amount]", "value").unwrap(), "50,00");
    let public = site.get(&format!("/en/marche/programmes/{}", program.id)).await;
    let steps = public.texts("[data-bonuses] li");
    assert_eq!(steps, ["MAD 50.00 once you reach 1 sale", "MAD 70.00 once sales reach MAD 1,000.50"]);

    let link = site.link(&aicha, id).await;
    let key = site.affiliate.link(&aicha.actor, link).await.unwrap().key;
    for order in ["1", "2"] {
        let follow = Follow { key: key.clone(), agent: PHONE.into(), is_reading: true, ..Follow::default() };
        let location = site.affiliate.follow(&follow).await.unwrap().location;
        let click = location.query_pairs().find(|(name, _)| name == affiliate::CLICK_PARAMETER).unwrap().1.into_owned();
        let sale = ReportSale {
            order_id: order.into(),
            customer: None,
            amount: Money::new(60_000, Currency::Mad),
            lines: Vec::new(),
            clicks: vec![click],
            codes: Vec::new(),
            occurred_at: None,
        };
        site.affiliate.report_sale(&shop.owner.actor, program.id, &sale).await.unwrap();
    }
    clock.advance(SignedDuration::from_hours(12));
    site.affiliate.pay_bonuses(&Actor::system("test")).await.unwrap();
    let mine = site.get_as(&aicha, &format!("/influenceur/partenariats/{id}")).await;
    for said in [
        "2 ventes dans le mois fini le 30 novembre 2026 ; la prime commence à 1.",
        "1 200,00 DH de ventes dans le mois fini le 30 novembre 2026 ; la prime commence à 1 000,50 DH.",
    ] {
        assert!(mine.shows(said), "{said}: {:?}", mine.texts("#commissions td"));
    }
    let theirs = site.get_as(&shop.owner, &format!("/en{}", partners_path(&shop, id))).await;
    assert!(theirs.shows("2 sales in the month that ended on 30 November 2026; the bonus begins at 1."));
}
