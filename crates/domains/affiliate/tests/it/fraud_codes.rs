//! What codes say against a conversion: that everybody has them, that they take from links, that one partner has them by the thousand.

use affiliate::{
    Buyer, CodeDraft, FraudMode, ReportSale, Signal,
    attribution::{CouponRule, Model, Policy},
};
use jiff::SignedDuration;
use sqlx::AssertSqlSafe;

use crate::{
    books::{refund, sale},
    fraud::{case, report, second, set, signals, weighing},
    trade::{Partner, Trade},
};

#[tokio::test]
async fn a_code_that_everybody_has_and_one_that_takes_from_a_link_are_found() {
    let (trade, partner) = weighing(FraudMode::Shadow).await;
    trade.affiliate.create_code(&trade.owner, partner.id, &CodeDraft { code: "AFI10".into(), ends_at: None }).await.unwrap();
    second(&trade, &partner).await;
    set(&trade, &partner, |policy| (policy.limits.customers_a_code, policy.show) = (2, 1)).await;
    let by_code = async |order: &str, clicks: Vec<String>| {
        let sale = ReportSale { codes: vec!["AFI10".into()], customer: Some(order.into()), clicks, ..sale(order, 10_000) };
        let id = report(&trade, &partner, &sale, &Buyer::default()).await;
        signals(&case(&trade, id, partner.id).await)
    };
    trade.pass(SignedDuration::from_mins(1));
    assert_eq!(by_code("1", Vec::new()).await, []);
    assert_eq!(by_code("2", vec![trade.click("afi-the").await]).await, [Signal::Quick], "who followed a link has it from there");
    assert_eq!(by_code("3", Vec::new()).await, []);
    assert_eq!(by_code("4", vec![trade.click("ama-the").await]).await, [Signal::CodeLeak, Signal::CodeOverLink]);
    let last = Policy { model: Model::Last, coupon: CouponRule::Touches };
    trade.affiliate.set_policy(&trade.owner, partner.program_id, &last).await.unwrap();
    trade.pass(SignedDuration::from_mins(1));
    assert_eq!(by_code("5", vec![trade.click("ama-the").await]).await, [Signal::CodeLeak], "codes come before no link");
}

/// What a partner was credited with by a code in the last seconds, each by somebody else, and what clicks earned since.
async fn credited(trade: &Trade, partner: &Partner, sales: u16) {
    let script = format!(
        "WITH told AS (
             INSERT INTO affiliate.conversions (id, program_id, kind, external_id, currency, amount_minor, lines, clicks, codes, occurred_at,
                                                received_at, request_hash)
             SELECT gen_random_uuid(), '{program}', CASE WHEN n <= 0 THEN 'clicks' ELSE 'sale' END, 'before-' || n, 'MAD', 1, '[]', '{{}}', '{{}}',
                    at, at, sha256('') FROM generate_series(-2, {sales}) n, LATERAL (SELECT '{now}'::timestamptz - n * interval '1 ms') t (at)
             RETURNING id, kind, occurred_at
         )
         INSERT INTO affiliate.fraud_cases (id, conversion_id, partnership_id, program_id, is_code_alone, score, findings, state, policy_version,
                                            is_standard, created_at, updated_at)
         SELECT gen_random_uuid(), id, '{id}', '{program}', kind = 'sale', 0, '[]', 'clear', 1, true, occurred_at, occurred_at FROM told",
        program = partner.program_id,
        id = partner.id,
        now = trade.db.now(),
    );
    sqlx::raw_sql(AssertSqlSafe(script)).execute(trade.db.pool()).await.unwrap();
}

#[tokio::test]
async fn of_what_a_partner_was_credited_with_the_last_thousand_of_others_count() {
    for (before, count) in [(3, 4), (999, 1000), (1000, 1001), (1002, 1001)] {
        let (trade, partner) = weighing(FraudMode::Shadow).await;
        trade.affiliate.create_code(&trade.owner, partner.id, &CodeDraft { code: "AFI10".into(), ends_at: None }).await.unwrap();
        set(&trade, &partner, |policy| {
            (policy.limits.customers_a_code, policy.limits.conversions_an_hour, policy.show) = (1, 1, 1);
        })
        .await;
        credited(&trade, &partner, before).await;
        trade.pass(SignedDuration::from_mins(1));
        let sale = ReportSale { codes: vec!["AFI10".into()], customer: Some("afi".into()), ..sale("order", 10_000) };
        let id = report(&trade, &partner, &sale, &Buyer::default()).await;
        let first = case(&trade, id, partner.id).await;
        let counts: Vec<_> = first.findings.iter().map(|finding| (finding.signal, finding.args["count"].clone())).collect();
        let count = count.to_string();
        assert_eq!(counts, [(Signal::ConversionVelocity, count.clone()), (Signal::CodeLeak, count)], "{before}");
        // Weighed again, its own case is among them, and says nothing against it.
        trade.affiliate.report_refund(&trade.owner, partner.program_id, &refund("refund", "order", 100)).await.unwrap();
        assert_eq!(case(&trade, id, partner.id).await.version, first.version, "{before}");
    }
}
