//! ShareYourSales: the program is the owner's, who promotes it too; `{product}`, `{partnership}` and `{sold_link}` are theirs.

use serde_json::{Value, json};

use super::Row;

const READ: [u16; 4] = [401, 404, 200, 404];

pub(super) fn rows() -> Vec<Row> {
    let mut rows = track_rows();
    rows.extend(program_rows());
    rows.extend(partner_rows());
    rows.extend(domain_rows());
    rows.extend(money_rows());
    rows.extend(figure_rows());
    rows.extend(fraud_rows());
    rows.extend(market_rows());
    rows.extend(paper_rows());
    rows
}

/// Nobody learns that there is a program of somebody else's.
fn track_rows() -> Vec<Row> {
    let of = |number: &str| json!({ "program_id": "{program}", number: "1" });
    let mut sale = of("order_id");
    sale["amount"] = json!({ "amount_minor": 100, "currency": "MAD" });
    let mut refund = of("order_id");
    refund["refund_id"] = json!("1");
    let lead = json!({ "clickId": "", "eventName": "Sign up", "customerExternalId": "7" });
    let bought = json!({ "customerExternalId": "7", "amount": 100, "invoiceId": "in_1" });
    let shop = json!({ "kind": "shopify", "secret": "shpss_0123456789abcdef" });
    let day = json!({ "day": "2026-11-22", "verdict": "confirm" });
    vec![
        ("POST", "/api/v1/track/sale", Some(sale), READ),
        ("POST", "/api/v1/track/lead", Some(of("event_id")), READ),
        ("POST", "/api/v1/track/refund", Some(refund), READ),
        ("POST", "/api/dub/track/lead", Some(lead), READ),
        ("POST", "/api/dub/track/sale?program_id={program}", Some(bought), READ),
        ("GET", "/api/v1/programs/{program}/shops", None, READ),
        ("POST", "/api/v1/programs/{program}/shops", Some(shop.clone()), [401, 404, 201, 404]),
        ("PUT", "/api/v1/shops/{shop}/secret", Some(json!({ "secret": "shpss_0123456789abcdef" })), READ),
        ("PUT", "/api/v1/shops/{gone}/secret", Some(json!({ "secret": "shpss_0123456789abcdef" })), [401, 404, 404, 404]),
        ("DELETE", "/api/v1/shops/{shop}", None, [401, 404, 204, 404]),
        ("DELETE", "/api/v1/shops/{gone}", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/programs/{program}/pixel", None, READ),
        ("PUT", "/api/v1/programs/{program}/pixel/secret", None, READ),
        ("DELETE", "/api/v1/programs/{program}/pixel", None, [401, 404, 204, 404]),
        ("GET", "/api/v1/programs/{program}/pixel-reports", None, READ),
        ("POST", "/api/v1/programs/{program}/pixel-reports/decide-day", Some(day), READ),
        ("POST", "/api/v1/pixel-reports/{report}/confirm", None, READ),
        // It is decided now.
        ("POST", "/api/v1/pixel-reports/{report}/reject", None, [401, 404, 409, 404]),
        ("POST", "/api/v1/pixel-reports/{gone}/confirm", None, [401, 404, 404, 404]),
        ("POST", "/api/v1/pixel-reports/{gone}/reject", None, [401, 404, 404, 404]),
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
        ("GET", "/api/v1/merchants/{merchant}/program", None, READ),
        ("POST", "/api/v1/merchants/{merchant}/program", Some(new), [401, 404, 409, 404]),
        ("GET", "/api/v1/programs/{program}", None, [200, 200, 200, 200]),
        ("PUT", "/api/v1/programs/{program}", Some(json!({ "version": 2, "program": words })), [401, 404, 200, 404]),
        ("PUT", "/api/v1/programs/{program}/state", Some(json!({ "state": "draft" })), [401, 404, 409, 404]),
        ("GET", "/api/v1/programs/{program}/policies", None, READ),
        ("POST", "/api/v1/programs/{program}/policies", Some(policy), [401, 404, 204, 404]),
        ("POST", "/api/v1/programs/{program}/groups", Some(group), [401, 404, 201, 404]),
        ("GET", "/api/v1/groups/{group}/terms", None, READ),
        ("POST", "/api/v1/groups/{group}/terms", Some(json!({ "version": 1, "terms": terms() })), [401, 404, 204, 404]),
        ("GET", "/api/v1/programs/{program}/conversions", None, READ),
        // No table.
        ("POST", "/api/v1/programs/{program}/conversions/import?dry_run=true", None, [401, 404, 422, 404]),
        ("POST", "/api/v1/programs/{program}/codes/import?dry_run=true", None, [401, 404, 422, 404]),
        ("POST", "/api/v1/programs/{program}/what-if", Some(question), READ),
    ]
}

fn partner_rows() -> Vec<Row> {
    let link = json!({ "destination": "https://thes.example/menthe", "label": "Réel" });
    vec![
        ("GET", "/api/v1/programs/{program}/partnerships?state=active", None, READ),
        // Who has no profile of an influencer cannot ask; the owner takes part already.
        ("POST", "/api/v1/programs/{program}/partnerships", Some(json!({ "message": "Bonjour" })), [401, 409, 409, 409]),
        ("GET", "/api/v1/partnerships/{partnership}", None, READ),
        ("POST", "/api/v1/partnerships/{partnership}/answer", Some(json!({ "accept": true })), [401, 404, 409, 404]),
        ("PUT", "/api/v1/partnerships/{partnership}/group", Some(json!({ "group_id": "{group}" })), [401, 404, 204, 404]),
        ("GET", "/api/v1/partnerships/{partnership}/links", None, READ),
        ("POST", "/api/v1/partnerships/{partnership}/links", Some(json!({ "link": link })), [401, 404, 201, 404]),
        ("GET", "/api/v1/links/{sold_link}", None, READ),
        ("PUT", "/api/v1/links/{sold_link}", Some(json!({ "version": 1, "link": link })), READ),
        ("PUT", "/api/v1/links/{sold_link}/state", Some(json!({ "on": false })), [401, 404, 204, 404]),
        ("GET", "/api/v1/links/{sold_link}/qr.svg", None, READ),
        ("GET", "/api/v1/links/{sold_link}/qr.png", None, READ),
        ("GET", "/api/v1/partnerships/{partnership}/codes", None, READ),
        ("POST", "/api/v1/partnerships/{partnership}/codes", Some(json!({ "code": "afi 10" })), [401, 404, 201, 404]),
        ("DELETE", "/api/v1/codes/{code}", None, [401, 404, 204, 404]),
        ("DELETE", "/api/v1/codes/{gone}", None, [401, 404, 404, 404]),
    ]
}

fn domain_rows() -> Vec<Row> {
    let new = json!({ "host": "liens.thes.ma", "organisation_id": "{merchant}" });
    let root = json!({ "root_url": "https://thes.example/" });
    vec![
        ("GET", "/api/v1/link-domains?organisation_id={merchant}", None, READ),
        ("GET", "/api/v1/link-domains", None, [401, 200, 200, 200]),
        ("POST", "/api/v1/link-domains", Some(new), [401, 404, 201, 404]),
        // Who has no profile of an influencer has no links either.
        ("POST", "/api/v1/link-domains", Some(json!({ "host": "liens.moi.ma" })), [401, 409, 201, 409]),
        ("GET", "/api/v1/link-domains/{link_domain}", None, READ),
        ("PUT", "/api/v1/link-domains/{link_domain}", Some(root), READ),
        ("POST", "/api/v1/link-domains/{link_domain}/check", None, READ),
        ("GET", "/api/v1/partnerships/{partnership}/link-domains", None, READ),
        ("DELETE", "/api/v1/link-domains/{link_domain}", None, [401, 404, 204, 404]),
    ]
}

fn money_rows() -> Vec<Row> {
    let amount = json!({ "amount_minor": 10_000, "currency": "MAD" });
    let payout = json!({ "rail": "bank", "bank": { "holder": "Afi", "account": "011519000001205000534921" } });
    vec![
        ("GET", "/api/v1/partnerships/{partnership}/earnings", None, READ),
        ("GET", "/api/v1/partnerships/{partnership}/commissions", None, READ),
        ("GET", "/api/v1/commissions/{gone}/entries", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/partnerships/{partnership}/payouts", None, READ),
        // Nothing is payable yet.
        ("POST", "/api/v1/partnerships/{partnership}/payouts", Some(payout), [401, 404, 422, 404]),
        ("GET", "/api/v1/partnerships/{partnership}/payout-schedule", None, READ),
        ("PUT", "/api/v1/partnerships/{partnership}/payout-schedule", Some(json!({ "every": "never" })), [401, 404, 204, 404]),
        // Where it goes is said by the first payout.
        ("PUT", "/api/v1/partnerships/{partnership}/payout-schedule", Some(json!({ "every": "week" })), [401, 404, 409, 404]),
        ("GET", "/api/v1/merchants/{merchant}/wallet", None, READ),
        ("GET", "/api/v1/merchants/{merchant}/wallet/movements", None, READ),
        ("GET", "/api/v1/merchants/{merchant}/deposits", None, READ),
        ("POST", "/api/v1/merchants/{merchant}/deposits", Some(amount), [401, 404, 201, 404]),
        ("POST", "/api/v1/partnerships/{partnership}/end", None, [401, 404, 204, 404]),
    ]
}

/// The staff that sees money sees all of them, who moderates does not; a stranger's own figures are none.
fn figure_rows() -> Vec<Row> {
    let (own, staff) = ([401, 200, 200, 200], [401, 403, 403, 403]);
    let of = [401, 404, 200, 404];
    vec![
        ("GET", "/api/v1/me/figures", None, own),
        ("GET", "/api/v1/me/figures/by/post", None, own),
        ("GET", "/api/v1/programs/{program}/figures?zone=Africa/Casablanca", None, of),
        ("GET", "/api/v1/programs/{program}/figures/by/origin", None, of),
        ("GET", "/api/v1/partnerships/{partnership}/figures", None, of),
        ("GET", "/api/v1/partnerships/{partnership}/figures/by/link", None, of),
        ("GET", "/api/v1/admin/sales/figures", None, staff),
        ("GET", "/api/v1/admin/sales/figures/by/program", None, staff),
    ]
}

fn fraud_rows() -> Vec<Row> {
    let decision = json!({ "version": 1, "verdict": "release", "reason": "Vu" });
    let none = [401, 404, 404, 404];
    vec![
        ("GET", "/api/v1/programs/{program}/fraud-cases", None, [401, 404, 200, 200]),
        ("GET", "/api/v1/moderation/fraud-cases?queue=shown", None, [401, 403, 403, 200]),
        ("GET", "/api/v1/partnerships/{partnership}/fraud-cases", None, READ),
        ("GET", "/api/v1/fraud-cases/{gone}", None, none),
        ("POST", "/api/v1/fraud-cases/{gone}/decision", Some(decision), none),
        ("POST", "/api/v1/fraud-cases/{gone}/dispute", Some(json!({ "text": "Non" })), none),
    ]
}

fn market_rows() -> Vec<Row> {
    vec![
        ("GET", "/api/v1/market/categories", None, [200; 4]),
        ("GET", "/api/v1/market/products?q=the&sort=relevance", None, [200; 4]),
        ("GET", "/api/v1/market/merchants?country=MA", None, [200; 4]),
        ("GET", "/api/v1/market/influencers?network=instagram", None, [200; 4]),
        ("GET", "/api/v1/products/{product}", None, [200; 4]),
        ("GET", "/api/v1/merchants/{merchant}", None, [200; 4]),
        ("GET", "/api/v1/influencers/{owner}", None, [200; 4]),
    ]
}

/// The owner promotes their own merchant; the stranger and the staff have no profile of an influencer.
fn paper_rows() -> Vec<Row> {
    let party = || json!({ "legal_name": "Afi Mensah", "address": "Rue 4, Lomé", "country": "TG" });
    let profile = json!({ "regime": "abroad", "party": party() });
    let mine = [401, 200, 200, 200];
    vec![
        ("GET", "/api/v1/me/tax-profile", None, [401, 404, 404, 404]),
        ("PUT", "/api/v1/me/tax-profile", Some(profile), [401, 409, 200, 409]),
        ("GET", "/api/v1/me/invoice-mandate", None, mine),
        ("PUT", "/api/v1/me/invoice-mandate", Some(json!({ "text_version": 1 })), [401, 409, 200, 409]),
        ("DELETE", "/api/v1/me/invoice-mandate", None, [401, 204, 204, 204]),
        ("GET", "/api/v1/me/statements", None, mine),
        ("GET", "/api/v1/me/statements/waiting", None, mine),
        ("GET", "/api/v1/merchants/{merchant}/tax-profile", None, [401, 404, 404, 404]),
        ("PUT", "/api/v1/merchants/{merchant}/tax-profile", Some(party()), READ),
        ("GET", "/api/v1/merchants/{merchant}/statements", None, READ),
        ("GET", "/api/v1/merchants/{merchant}/statements/waiting", None, READ),
        ("GET", "/api/v1/partnerships/{partnership}/statements", None, READ),
        ("GET", "/api/v1/partnerships/{partnership}/tax-year", None, READ),
        // None is issued yet.
        ("GET", "/api/v1/statements/{gone}", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/statements/{gone}/document", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/statements/{gone}/export", None, [401, 404, 404, 404]),
        ("GET", "/api/v1/tax-rules", None, mine),
    ]
}
