//! Closed lists of words of ShareYourSales, as the context has them.

use affiliate::{
    ContractState, FraudQueue, FraudState, MarketSort, Network, PartnershipState, PayoutEvery, PixelVerdict, ProductState,
    ProfileState, ProgramState, ShopKind, TaxKind, TaxRegime, attribution::CouponRule,
};
use utoipa::openapi::schema::Schema;

use crate::words::of;

pub(super) fn program_states() -> Schema {
    of(ProgramState::ALL.iter().map(|state| state.as_str()))
}

pub(super) fn partnership_states() -> Schema {
    of(PartnershipState::ALL.iter().map(|state| state.as_str()))
}

pub(super) fn payout_schedules() -> Schema {
    of(PayoutEvery::ALL.iter().map(|every| every.as_str()))
}

pub(super) fn product_states() -> Schema {
    of(ProductState::ALL.iter().map(|state| state.as_str()))
}

pub(super) fn profile_states() -> Schema {
    of(ProfileState::ALL.iter().map(|state| state.as_str()))
}

pub(super) fn networks() -> Schema {
    of(Network::ALL.iter().map(|network| network.as_str()))
}

pub(super) fn product_sorts() -> Schema {
    of(MarketSort::OF_PRODUCTS.iter().map(|sort| sort.as_str()))
}

pub(super) fn merchant_sorts() -> Schema {
    of(MarketSort::OF_MERCHANTS.iter().map(|sort| sort.as_str()))
}

pub(super) fn influencer_sorts() -> Schema {
    of(MarketSort::OF_INFLUENCERS.iter().map(|sort| sort.as_str()))
}

pub(super) fn shop_kinds() -> Schema {
    of(ShopKind::ALL.iter().map(|kind| kind.as_str()))
}

pub(super) fn coupon_rules() -> Schema {
    of(CouponRule::ALL.iter().map(|rule| rule.as_str()))
}

pub(super) fn pixel_verdicts() -> Schema {
    of(PixelVerdict::ALL.iter().map(|verdict| verdict.as_str()))
}

pub(super) fn fraud_queues() -> Schema {
    of(FraudQueue::ALL.iter().map(|queue| queue.as_str()))
}

pub(super) fn fraud_states() -> Schema {
    of(FraudState::ALL.iter().map(|state| state.as_str()))
}

pub(super) fn tax_regimes() -> Schema {
    of(TaxRegime::ALL.iter().map(|regime| regime.as_str()))
}

pub(super) fn tax_kinds() -> Schema {
    of(TaxKind::ALL.iter().map(|kind| kind.as_str()))
}

pub(super) fn contract_states() -> Schema {
    of(ContractState::ALL.iter().map(|state| state.as_str()))
}
