//! ShareYourSales: the merchant is the owner's, the partner promotes it; `{program}`, `{partnership}`, `{case}` and the like are of those two.
//! The stranger sells and promotes as well, elsewhere: all of this is another's to them.

use serde_json::{Value, json};

use super::things::Things;
use crate::world::{Who, World};

/// A route with its body, and the status for nobody, a stranger, the merchant, their partner, the staff.
pub(super) type Row = (&'static str, &'static str, Option<Value>, [u16; 5]);

const EVERYBODY: [Who; 5] = [Who::Nobody, Who::Stranger, Who::Owner, Who::Partner, Who::Staff];
const ALL: [u16; 5] = [200; 5];
const SIGNED_IN: [u16; 5] = [401, 200, 200, 200, 200];
const BOTH: [u16; 5] = [401, 404, 200, 200, 404];

/// The merchant alone is answered so; to everybody else there is nothing.
const fn merchants(status: u16) -> [u16; 5] {
    [401, 404, status, 404, 404]
}

/// The partner alone.
const fn partners(status: u16) -> [u16; 5] {
    [401, 404, 404, status, 404]
}

/// Nobody at all: it is not there.
const NOTHING: [u16; 5] = [401, 404, 404, 404, 404];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = track_rows();
    rows.extend(told_rows());
    rows.extend(program_rows());
    rows.extend(partner_rows());
    rows.extend(domain_rows());
    rows.extend(money_rows());
    rows.extend(figure_rows());
    rows.extend(fraud_rows());
    rows.extend(market_rows());
    rows.extend(paper_rows());
    rows.extend(end_rows());
    rows
}

#[tokio::test]
async fn each_side_of_a_sale_gets_exactly_what_the_matrix_says() {
    let world = World::with_partner().await;
    let things = Things::of(&world).await;
    let mut wrong = Vec::new();
    for (method, path, body, expected) in rows() {
        let mut callers: Vec<_> = EVERYBODY.into_iter().zip(expected).collect();
        // Whoever may not comes first: nothing is gone or changed yet that could refuse them instead.
        callers.sort_by_key(|(_, status)| ![401, 403, 404].contains(status));
        for caller in callers {
            wrong.extend(things.wrong(&world, (method, path, body.as_ref()), caller).await);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Nobody learns that there is a program of somebody else's, its partners no more than others.
fn track_rows() -> Vec<Row> {
    let of = |number: &str| json!({ "program_id": "{program}", number: "1" });
    let mut sale = of("order_id");
    sale["amount"] = json!({ "amount_minor": 100, "currency": "MAD" });
    let mut refund = of("order_id");
    refund["refund_id"] = json!("1");
    let lead = json!({ "clickId": "", "eventName": "Sign up", "customerExternalId": "7" });
    let bought = json!({ "customerExternalId": "7", "amount": 100, "invoiceId": "in_1" });
    vec![
        ("POST", "/api/v1/track/sale", Some(sale), merchants(200)),
        ("POST", "/api/v1/track/lead", Some(of("event_id")), merchants(200)),
        ("POST", "/api/v1/track/refund", Some(refund), merchants(200)),
        ("POST", "/api/dub/track/lead?program_id={program}", Some(lead), merchants(200)),
        ("POST", "/api/dub/track/sale?program_id={program}", Some(bought), merchants(200)),
    ]
}

fn told_rows() -> Vec<Row> {
    let shop = json!({ "kind": "shopify", "secret": "shpss_0123456789abcdef" });
    let secret = || Some(json!({ "secret": "shpss_0123456789abcdef" }));
    let day = json!({ "day": "2026-11-22", "verdict": "confirm" });
    vec![
        ("GET", "/api/v1/programs/{program}/shops", None, merchants(200)),
        ("POST", "/api/v1/programs/{program}/shops", Some(shop), merchants(201)),
        ("PUT", "/api/v1/shops/{shop}/secret", secret(), merchants(200)),
        ("PUT", "/api/v1/shops/{gone}/secret", secret(), NOTHING),
        ("DELETE", "/api/v1/shops/{shop}", None, merchants(204)),
        ("DELETE", "/api/v1/shops/{gone}", None, NOTHING),
        ("GET", "/api/v1/programs/{program}/pixel", None, merchants(200)),
        ("PUT", "/api/v1/programs/{program}/pixel/secret", None, merchants(200)),
        ("DELETE", "/api/v1/programs/{program}/pixel", None, merchants(204)),
        ("GET", "/api/v1/programs/{program}/pixel-reports", None, merchants(200)),
        ("POST", "/api/v1/programs/{program}/pixel-reports/decide-day", Some(day), merchants(200)),
        ("POST", "/api/v1/pixel-reports/{report}/confirm", None, merchants(200)),
        // It is decided now.
        ("POST", "/api/v1/pixel-reports/{report}/reject", None, merchants(409)),
        ("POST", "/api/v1/pixel-reports/{gone}/confirm", None, NOTHING),
        ("POST", "/api/v1/pixel-reports/{gone}/reject", None, NOTHING),
    ]
}

pub(crate) fn terms() -> Value {
    json!({
        "currency": "MAD", "sales": [{ "percent_bp": 1200, "repeat": "months", "months": 12 }], "window_days": 30, "holding_days": 14,
        "click": { "amount_minor": 50, "currency": "MAD" },
        "bonuses": [{ "sales": 10, "amount": { "amount_minor": 5_000, "currency": "MAD" } }],
        "minimum_payout": { "amount_minor": 10_000, "currency": "MAD" },
        "cap": { "amount": { "amount_minor": 100_000, "currency": "MAD" }, "per": "month" },
    })
}

fn program_rows() -> Vec<Row> {
    let words = json!({ "title": "Thés", "currency": "MAD", "hosts": ["thes.example"] });
    let new = json!({ "program": words, "policy": { "model": "last", "coupon": "wins" }, "terms": terms() });
    let policy = json!({ "model": "position", "first_bp": 4000, "last_bp": 4000, "coupon": "touches" });
    let question = json!({ "policy": policy, "since": "2026-01-01T00:00:00Z", "until": "2026-02-01T00:00:00Z" });
    let group = json!({ "name": "Or", "terms": terms() });
    vec![
        ("GET", "/api/v1/merchants/{merchant}/program", None, merchants(200)),
        ("POST", "/api/v1/merchants/{merchant}/program", Some(new), merchants(409)),
        ("GET", "/api/v1/programs/{program}", None, ALL),
        ("PUT", "/api/v1/programs/{program}", Some(json!({ "version": 2, "program": words })), merchants(200)),
        ("PUT", "/api/v1/programs/{program}/state", Some(json!({ "state": "draft" })), merchants(409)),
        ("GET", "/api/v1/programs/{program}/policies", None, merchants(200)),
        ("POST", "/api/v1/programs/{program}/policies", Some(policy), merchants(204)),
        ("POST", "/api/v1/programs/{program}/groups", Some(group), merchants(201)),
        ("GET", "/api/v1/groups/{group}/terms", None, merchants(200)),
        ("POST", "/api/v1/groups/{group}/terms", Some(json!({ "version": 1, "terms": terms() })), merchants(204)),
        ("GET", "/api/v1/programs/{program}/conversions", None, merchants(200)),
        // No table.
        ("POST", "/api/v1/programs/{program}/conversions/import?dry_run=true", None, merchants(422)),
        ("POST", "/api/v1/programs/{program}/codes/import?dry_run=true", None, merchants(422)),
        ("POST", "/api/v1/programs/{program}/what-if", Some(question), merchants(200)),
    ]
}

fn partner_rows() -> Vec<Row> {
    let link = json!({ "destination": "https://thes.example/menthe", "label": "Réel" });
    vec![
        ("GET", "/api/v1/programs/{program}/partnerships?state=active", None, merchants(200)),
        // Who has no profile of an influencer cannot ask; the partner takes part already.
        ("POST", "/api/v1/programs/{program}/partnerships", Some(json!({ "message": "Bonjour" })), [401, 201, 409, 409, 409]),
        ("GET", "/api/v1/partnerships/{partnership}", None, BOTH),
        ("POST", "/api/v1/partnerships/{partnership}/answer", Some(json!({ "accept": true })), merchants(409)),
        ("PUT", "/api/v1/partnerships/{partnership}/group", Some(json!({ "group_id": "{group}" })), merchants(204)),
        ("GET", "/api/v1/partnerships/{partnership}/links", None, BOTH),
        ("POST", "/api/v1/partnerships/{partnership}/links", Some(json!({ "link": link })), partners(201)),
        ("GET", "/api/v1/links/{sold_link}", None, BOTH),
        ("PUT", "/api/v1/links/{sold_link}", Some(json!({ "version": 1, "link": link })), partners(200)),
        ("PUT", "/api/v1/links/{sold_link}/state", Some(json!({ "on": false })), partners(204)),
        ("GET", "/api/v1/links/{sold_link}/qr.svg", None, BOTH),
        ("GET", "/api/v1/links/{sold_link}/qr.png", None, BOTH),
        ("GET", "/api/v1/partnerships/{partnership}/codes", None, BOTH),
        ("POST", "/api/v1/partnerships/{partnership}/codes", Some(json!({ "code": "afi 10" })), merchants(201)),
        ("DELETE", "/api/v1/codes/{code}", None, merchants(204)),
        ("DELETE", "/api/v1/codes/{gone}", None, NOTHING),
    ]
}

fn domain_rows() -> Vec<Row> {
    let new = json!({ "host": "liens.thes.ma", "organisation_id": "{merchant}" });
    let root = json!({ "root_url": "https://thes.example/" });
    vec![
        ("GET", "/api/v1/link-domains?organisation_id={merchant}", None, merchants(200)),
        ("GET", "/api/v1/link-domains", None, SIGNED_IN),
        ("POST", "/api/v1/link-domains", Some(new), merchants(201)),
        // Who has no profile of an influencer has no links either.
        ("POST", "/api/v1/link-domains", Some(json!({ "host": "{caller}.moi.ma" })), [401, 201, 409, 201, 409]),
        ("GET", "/api/v1/link-domains/{link_domain}", None, merchants(200)),
        ("PUT", "/api/v1/link-domains/{link_domain}", Some(root), merchants(200)),
        ("POST", "/api/v1/link-domains/{link_domain}/check", None, merchants(200)),
        ("GET", "/api/v1/link-domains/{partner_domain}", None, partners(200)),
        ("GET", "/api/v1/partnerships/{partnership}/link-domains", None, BOTH),
        ("DELETE", "/api/v1/link-domains/{link_domain}", None, merchants(204)),
        ("DELETE", "/api/v1/link-domains/{partner_domain}", None, partners(204)),
    ]
}

fn money_rows() -> Vec<Row> {
    let amount = json!({ "amount_minor": 10_000, "currency": "MAD" });
    let payout = json!({ "rail": "bank", "bank": { "holder": "Afi", "account": "011519000001205000534921" } });
    vec![
        ("GET", "/api/v1/partnerships/{partnership}/earnings", None, BOTH),
        ("GET", "/api/v1/partnerships/{partnership}/commissions", None, BOTH),
        ("GET", "/api/v1/commissions/{commission}/entries", None, BOTH),
        ("GET", "/api/v1/partnerships/{partnership}/payouts", None, partners(200)),
        // Nothing is payable yet.
        ("POST", "/api/v1/partnerships/{partnership}/payouts", Some(payout), partners(422)),
        ("GET", "/api/v1/partnerships/{partnership}/payout-schedule", None, partners(200)),
        ("PUT", "/api/v1/partnerships/{partnership}/payout-schedule", Some(json!({ "every": "never" })), partners(204)),
        // Where it goes is said by the first payout.
        ("PUT", "/api/v1/partnerships/{partnership}/payout-schedule", Some(json!({ "every": "week" })), partners(409)),
        ("GET", "/api/v1/merchants/{merchant}/wallet", None, merchants(200)),
        ("GET", "/api/v1/merchants/{merchant}/wallet/movements", None, merchants(200)),
        ("GET", "/api/v1/merchants/{merchant}/deposits", None, merchants(200)),
        ("POST", "/api/v1/merchants/{merchant}/deposits", Some(amount), merchants(201)),
    ]
}

/// The staff that sees money sees all of them, who moderates does not; a stranger's own figures are none of these.
fn figure_rows() -> Vec<Row> {
    let staff = [401, 403, 403, 403, 403];
    vec![
        ("GET", "/api/v1/me/figures", None, SIGNED_IN),
        ("GET", "/api/v1/me/figures/by/post", None, SIGNED_IN),
        ("GET", "/api/v1/programs/{program}/figures?zone=Africa/Casablanca", None, merchants(200)),
        ("GET", "/api/v1/programs/{program}/figures/by/origin", None, merchants(200)),
        ("GET", "/api/v1/partnerships/{partnership}/figures", None, BOTH),
        ("GET", "/api/v1/partnerships/{partnership}/figures/by/link", None, BOTH),
        ("GET", "/api/v1/admin/sales/figures", None, staff),
        ("GET", "/api/v1/admin/sales/figures/by/program", None, staff),
    ]
}

/// The case is held: both sides know of it, never does its partner decide, and only they answer.
fn fraud_rows() -> Vec<Row> {
    let decision = || Some(json!({ "version": "{case_version}", "verdict": "fraud", "reason": "Vu et lu" }));
    let dispute = || Some(json!({ "text": "Je voyageais." }));
    vec![
        ("GET", "/api/v1/programs/{program}/fraud-cases", None, [401, 404, 200, 404, 200]),
        ("GET", "/api/v1/moderation/fraud-cases?queue=shown", None, [401, 403, 403, 403, 200]),
        ("GET", "/api/v1/partnerships/{partnership}/fraud-cases", None, BOTH),
        ("GET", "/api/v1/fraud-cases/{case}", None, [401, 404, 200, 200, 200]),
        ("GET", "/api/v1/fraud-cases/{gone}", None, NOTHING),
        // The merchant is first, so the staff read an older version.
        ("POST", "/api/v1/fraud-cases/{case}/decision", decision(), [401, 404, 204, 403, 409]),
        ("POST", "/api/v1/fraud-cases/{gone}/decision", decision(), NOTHING),
        ("POST", "/api/v1/fraud-cases/{case}/dispute", dispute(), partners(204)),
        ("POST", "/api/v1/fraud-cases/{gone}/dispute", dispute(), NOTHING),
    ]
}

fn market_rows() -> Vec<Row> {
    vec![
        ("GET", "/api/v1/market/categories", None, ALL),
        ("GET", "/api/v1/market/products?q=the&sort=relevance", None, ALL),
        ("GET", "/api/v1/market/merchants?country=MA", None, ALL),
        ("GET", "/api/v1/market/influencers?network=instagram", None, ALL),
        ("GET", "/api/v1/products/{product}", None, ALL),
        ("GET", "/api/v1/merchants/{merchant}", None, ALL),
        ("GET", "/api/v1/influencers/{partner}", None, ALL),
    ]
}

/// Who has no profile of an influencer says nothing of how they pay tax as one.
fn paper_rows() -> Vec<Row> {
    let party = || json!({ "legal_name": "Afi Mensah", "address": "Rue 4, Lomé", "country": "TG" });
    let profile = json!({ "regime": "abroad", "party": party() });
    let influencers = [401, 200, 409, 200, 409];
    vec![
        ("PUT", "/api/v1/me/tax-profile", Some(profile), influencers),
        ("GET", "/api/v1/me/tax-profile", None, [401, 200, 404, 200, 404]),
        ("GET", "/api/v1/me/invoice-mandate", None, SIGNED_IN),
        ("PUT", "/api/v1/me/invoice-mandate", Some(json!({ "text_version": 1 })), influencers),
        ("DELETE", "/api/v1/me/invoice-mandate", None, [401, 204, 204, 204, 204]),
        ("GET", "/api/v1/me/statements", None, SIGNED_IN),
        ("GET", "/api/v1/me/statements/waiting", None, SIGNED_IN),
        // Nothing was said yet.
        ("GET", "/api/v1/merchants/{merchant}/tax-profile", None, NOTHING),
        ("PUT", "/api/v1/merchants/{merchant}/tax-profile", Some(party()), merchants(200)),
        ("GET", "/api/v1/merchants/{merchant}/tax-profile", None, merchants(200)),
        ("GET", "/api/v1/merchants/{merchant}/statements", None, merchants(200)),
        ("GET", "/api/v1/merchants/{merchant}/statements/waiting", None, merchants(200)),
        ("GET", "/api/v1/partnerships/{partnership}/statements", None, BOTH),
        ("GET", "/api/v1/partnerships/{partnership}/tax-year", None, BOTH),
        ("GET", "/api/v1/statements/{statement}", None, BOTH),
        ("GET", "/api/v1/statements/{statement}/document", None, BOTH),
        ("GET", "/api/v1/statements/{statement}/export", None, BOTH),
        ("GET", "/api/v1/statements/{gone}", None, NOTHING),
        ("GET", "/api/v1/tax-rules", None, SIGNED_IN),
    ]
}

/// Either side ends it; then it has ended. What both wrote to each other stays.
fn end_rows() -> Vec<Row> {
    vec![
        ("POST", "/api/v1/partnerships/{partnership}/conversation", None, BOTH),
        ("POST", "/api/v1/partnerships/{partnership}/end", None, [401, 404, 204, 409, 404]),
    ]
}
