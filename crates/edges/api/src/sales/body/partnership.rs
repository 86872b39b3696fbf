//! Partnerships outside.

use affiliate::{PartnershipState, PartnershipView};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::commission::EarningsBody;
use crate::sales::words;

/// What somebody writes to the other side.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct PartnershipRequest {
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub(in crate::sales) message: String,
}

/// What a merchant answers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct PartnershipAnswer {
    pub(in crate::sales) accept: bool,
    /// Into which group; the one in which everybody starts without it.
    #[serde(default)]
    pub(in crate::sales) group_id: Option<Uuid>,
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub(in crate::sales) message: String,
}

/// Another group of a partner.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::sales) struct PartnershipGroup {
    pub(in crate::sales) group_id: Uuid,
}

/// An influencer in a program.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Partnership)]
pub(in crate::sales) struct PartnershipBody {
    id: Uuid,
    program_id: Uuid,
    program_title: String,
    merchant_name: String,
    /// Whether everybody sees the merchant's page.
    merchant_listed: bool,
    account_id: Uuid,
    influencer_name: String,
    /// Whether everybody sees the influencer's page.
    influencer_listed: bool,
    group_id: Uuid,
    group_name: String,
    #[schema(schema_with = words::partnership_states)]
    state: PartnershipState,
    /// What the influencer wrote.
    message: String,
    /// What the merchant answered.
    answer: String,
    /// Taken by the program's rule.
    is_automatic: bool,
    requested_at: Timestamp,
    decided_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    /// In lists: what the partner has; none of a request.
    earnings: Option<EarningsBody>,
}

impl From<PartnershipView> for PartnershipBody {
    fn from(view: PartnershipView) -> Self {
        Self {
            id: view.id.as_uuid(),
            program_id: view.program_id.as_uuid(),
            program_title: view.program_title,
            merchant_name: view.merchant_name,
            merchant_listed: view.merchant_listed,
            account_id: view.account_id.as_uuid(),
            influencer_name: view.influencer_name,
            influencer_listed: view.influencer_listed,
            group_id: view.group_id.as_uuid(),
            group_name: view.group_name,
            state: view.state,
            message: view.message,
            answer: view.answer,
            is_automatic: view.is_automatic,
            requested_at: view.requested_at,
            decided_at: view.decided_at,
            ended_at: view.ended_at,
            earnings: view.earnings.map(Into::into),
        }
    }
}
