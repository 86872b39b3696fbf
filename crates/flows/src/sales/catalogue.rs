//! What the programs of others can be told, and what is said of each: the same for an example and for what happened. Pure.

use affiliate::{CommissionNews, ConversionNews, PartnershipNews, RefundNews};
use contracts::{
    affiliate::{CommissionId, CommissionMove, ConversionId, PartnershipId, ProgramId},
    identity::OrganisationId,
    payments::DisbursementId,
};
use jiff::Timestamp;
use kernel::{AccountId, Currency, Money};
use serde_json::{Value, json};
use uuid::Uuid;
use webhooks::{EventType, PostbackValues};

pub(super) const SALE_REFUNDED: &str = "sale.refunded";
pub(super) const PAYOUT_SENT: &str = "payout.sent";

/// Every type of event that is published, in the order of the picker.
pub static WEBHOOK_EVENTS: [EventType; 11] = [
    EventType::new("lead.created", || conversion_data(&example_conversion("lead")), order_values),
    EventType::new("sale.created", || conversion_data(&example_conversion("sale")), order_values),
    EventType::new(SALE_REFUNDED, example_refund, order_values),
    EventType::new("commission.earned", || example_commission(CommissionMove::Earned), || values(CommissionMove::Earned)),
    EventType::new("commission.reversed", || example_commission(CommissionMove::Reversed), || values(CommissionMove::Reversed)),
    EventType::new("commission.payable", || example_commission(CommissionMove::Matured), || values(CommissionMove::Matured)),
    EventType::new(PAYOUT_SENT, example_payout, payout_values),
    EventType::new("partnership.requested", || example_partnership("requested"), || status("requested")),
    EventType::new("partnership.active", || example_partnership("active"), || status("active")),
    EventType::new("partnership.refused", || example_partnership("refused"), || status("refused")),
    EventType::new("partnership.ended", || example_partnership("ended"), || status("ended")),
];

/// The type of what became of a partnership.
pub(super) fn of_partnership(state: &str) -> Option<&'static str> {
    match state {
        "requested" => Some("partnership.requested"),
        "active" => Some("partnership.active"),
        "refused" => Some("partnership.refused"),
        "ended" => Some("partnership.ended"),
        _ => None,
    }
}

pub(super) fn of_conversion(kind: &str) -> &'static str {
    if kind == "lead" { "lead.created" } else { "sale.created" }
}

pub(super) const fn of_commission(what: CommissionMove) -> &'static str {
    match what {
        CommissionMove::Earned => "commission.earned",
        CommissionMove::Reversed => "commission.reversed",
        CommissionMove::Matured => "commission.payable",
    }
}

pub(super) fn partnership_data(news: &PartnershipNews, state: &str) -> Value {
    json!({
        "partnership_id": news.id, "state": state,
        "program": { "id": news.program_id, "title": news.program_title },
        "merchant": { "id": news.organisation_id, "name": news.merchant_name },
        "partner": { "id": news.account_id, "name": news.influencer_name },
    })
}

pub(super) fn conversion_data(news: &ConversionNews) -> Value {
    json!({
        "id": news.id, "kind": news.kind, "program_id": news.program_id, "order_id": news.order_id,
        "amount": news.amount, "refunded": news.refunded, "occurred_at": news.occurred_at,
        "partnership_ids": news.partnerships,
    })
}

pub(super) fn refund_data(sale: &ConversionNews, refund: &RefundNews) -> Value {
    json!({ "refund_id": refund.external_id, "occurred_at": refund.occurred_at, "sale": conversion_data(sale) })
}

/// Who is told of a commission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Who sold: knows the order by the number of the shop.
    Merchant,
    /// Who recommended: the number is none of their business, as on the pages.
    Partner,
}

/// `amount` is what moved now, `owed` what is left of the commission after it.
pub(super) fn commission_data(partnership: &PartnershipNews, news: &CommissionNews, amount: Money, side: Side) -> Value {
    let mut data = json!({
        "id": news.id, "conversion_id": news.conversion_id, "kind": news.kind, "order_id": news.order_id,
        "partnership_id": partnership.id, "program_id": partnership.program_id, "merchant_id": partnership.organisation_id,
        "amount": amount, "owed": news.owed, "payable_from": news.matures_at, "click_id": news.click_id,
    });
    if side == Side::Partner
        && let Some(fields) = data.as_object_mut()
    {
        fields.remove("order_id");
    }
    data
}

/// What a tracker is told: what is taken back is negative. A partner's knows the order by the id of the conversion.
pub(super) fn commission_values(news: &CommissionNews, what: CommissionMove, amount: Money, side: Side) -> PostbackValues {
    let (status, payout) = match what {
        CommissionMove::Earned => ("pending", amount),
        CommissionMove::Matured => ("approved", amount),
        CommissionMove::Reversed => ("reversed", Money::new(-amount.amount_minor, amount.currency)),
    };
    let order = match side {
        Side::Merchant => news.order_id.clone(),
        Side::Partner => news.conversion_id.to_string(),
    };
    PostbackValues {
        click_id: news.click_id.clone(),
        payout: Some(payout),
        transaction_id: Some(order),
        status: Some(status.to_owned()),
        subs: news.subs.clone(),
    }
}

pub(super) fn payout_data(partnership: &PartnershipNews, id: DisbursementId, amount: Money) -> Value {
    json!({
        "id": id, "partnership_id": partnership.id, "program_id": partnership.program_id,
        "merchant_id": partnership.organisation_id, "partner_id": partnership.account_id, "amount": amount,
    })
}

/// An id that is nobody's, for examples.
const fn nobody(last: u8) -> Uuid {
    Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 + last as u128)
}

const AMOUNT: Money = Money::new(45_000, Currency::Mad);
const EARNED: Money = Money::new(4_500, Currency::Mad);
const WHEN: Timestamp = Timestamp::UNIX_EPOCH;
const ORDER: &str = "1001";

fn example_news() -> PartnershipNews {
    PartnershipNews {
        id: PartnershipId::from_uuid(nobody(1)),
        program_id: ProgramId::from_uuid(nobody(2)),
        program_title: "Example".into(),
        organisation_id: OrganisationId::from_uuid(nobody(3)),
        merchant_name: "Example Shop".into(),
        account_id: AccountId::from_uuid(nobody(4)),
        influencer_name: "Example Partner".into(),
    }
}

fn example_partnership(state: &str) -> Value {
    partnership_data(&example_news(), state)
}

fn example_conversion(kind: &str) -> ConversionNews {
    ConversionNews {
        id: ConversionId::from_uuid(nobody(5)),
        program_id: ProgramId::from_uuid(nobody(2)),
        kind: kind.to_owned(),
        order_id: ORDER.into(),
        amount: if kind == "lead" { Money::zero(AMOUNT.currency) } else { AMOUNT },
        refunded: Money::zero(AMOUNT.currency),
        occurred_at: WHEN,
        partnerships: vec![PartnershipId::from_uuid(nobody(1))],
    }
}

fn example_refund() -> Value {
    let sale = ConversionNews { refunded: AMOUNT, ..example_conversion("sale") };
    refund_data(&sale, &RefundNews { external_id: "R-1001".into(), occurred_at: WHEN })
}

fn example_commission_news(what: CommissionMove) -> CommissionNews {
    CommissionNews {
        id: CommissionId::from_uuid(nobody(6)),
        conversion_id: ConversionId::from_uuid(nobody(5)),
        kind: "sale".into(),
        order_id: ORDER.into(),
        owed: if what == CommissionMove::Reversed { Money::zero(EARNED.currency) } else { EARNED },
        matures_at: WHEN,
        click_id: Some(nobody(7).simple().to_string()),
        subs: [Some("mardi".into()), None, None, None, None],
        at: WHEN,
    }
}

fn example_commission(what: CommissionMove) -> Value {
    commission_data(&example_news(), &example_commission_news(what), EARNED, Side::Merchant)
}

fn values(what: CommissionMove) -> PostbackValues {
    commission_values(&example_commission_news(what), what, EARNED, Side::Merchant)
}

fn example_payout() -> Value {
    payout_data(&example_news(), DisbursementId::from_uuid(nobody(8)), AMOUNT)
}

fn payout_values() -> PostbackValues {
    PostbackValues { payout: Some(AMOUNT), status: Some("paid".into()), ..PostbackValues::default() }
}

fn order_values() -> PostbackValues {
    PostbackValues { transaction_id: Some(ORDER.into()), ..PostbackValues::default() }
}

fn status(state: &str) -> PostbackValues {
    PostbackValues { status: Some(state.to_owned()), ..PostbackValues::default() }
}
