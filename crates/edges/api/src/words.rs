//! Closed lists of words in the document: taken from the contexts, so that they cannot differ from what is accepted.

use catalog::{AgeRating, CreditRole, Decision, FilmSort, ReportReason, Visibility};
use crowdfunding::{
    Audience, DocumentAudience, DocumentKind, FundingMode, PledgeState, ProjectCommentState, ProjectState, Source,
};
use flows::Held;
use identity::{OrganisationKind, OrganisationRole};
use kernel::{Currency, Role};
use ledger::LineState;
use notifications::{Cadence, Channel, Topic};
use payments::{AttemptKind, AttemptState, BreakKind, DisbursementState, IntentState, ProviderName, Rail, TransferFormat};
use platform::jobs::{WorkRole, admin::JobState};
use serde_json::Value;
use utoipa::openapi::{
    ObjectBuilder,
    schema::{Schema, SchemaType, Type},
};

pub(crate) fn of(words: impl Iterator<Item = &'static str>) -> Schema {
    Schema::Object(ObjectBuilder::new().schema_type(SchemaType::new(Type::String)).enum_values(Some(words)).build())
}

pub(crate) fn roles() -> Schema {
    of(CreditRole::ALL.iter().map(|role| role.as_str()))
}

pub(crate) fn visibilities() -> Schema {
    of(Visibility::ALL.iter().map(|visibility| visibility.as_str()))
}

pub(crate) fn reasons() -> Schema {
    of(ReportReason::ALL.iter().map(|reason| reason.as_str()))
}

pub(crate) fn decisions() -> Schema {
    of(Decision::ALL.iter().map(|decision| decision.as_str()))
}

pub(crate) fn ages() -> Schema {
    of(AgeRating::ALL.iter().map(|age| age.as_str()))
}

pub(crate) fn sorts() -> Schema {
    of(FilmSort::ALL.iter().map(|sort| sort.as_str()))
}

pub(crate) fn account_roles() -> Schema {
    of(Role::ALL.iter().map(|role| role.as_str()))
}

pub(crate) fn organisation_kinds() -> Schema {
    of(OrganisationKind::ALL.iter().map(|kind| kind.as_str()))
}

pub(crate) fn organisation_roles() -> Schema {
    of(OrganisationRole::ALL.iter().map(|role| role.as_str()))
}

pub(crate) fn job_states() -> Schema {
    of(JobState::ALL.iter().map(|state| state.as_str()))
}

pub(crate) fn work_roles() -> Schema {
    of([WorkRole::Worker, WorkRole::Media].iter().map(|role| role.as_str()))
}

pub(crate) fn currencies() -> Schema {
    of(Currency::ALL.iter().map(|word| word.code()))
}

pub(crate) fn funding_modes() -> Schema {
    of(FundingMode::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn project_states() -> Schema {
    of(ProjectState::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn pledge_states() -> Schema {
    of(PledgeState::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn rails() -> Schema {
    of(Rail::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn transfer_formats() -> Schema {
    of(TransferFormat::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn providers() -> Schema {
    of(ProviderName::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn payment_states() -> Schema {
    of(IntentState::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn attempt_states() -> Schema {
    of(AttemptState::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn attempt_kinds() -> Schema {
    of(AttemptKind::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn break_kinds() -> Schema {
    of(BreakKind::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn disbursement_states() -> Schema {
    of(DisbursementState::ALL.iter().map(|word| word.as_str()))
}

/// Ways to a project; null where it is not known.
pub(crate) fn source_or_null() -> Schema {
    let words = Source::NAMED.iter().map(Source::kind).chain(["site"]).map(Value::from).chain([Value::Null]);
    let types = SchemaType::from_iter([Type::String, Type::Null]);
    Schema::Object(ObjectBuilder::new().schema_type(types).enum_values(Some(words)).build())
}

pub(crate) fn document_audiences() -> Schema {
    of(DocumentAudience::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn document_kinds() -> Schema {
    of(DocumentKind::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn audiences() -> Schema {
    of(Audience::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn project_comment_states() -> Schema {
    of(ProjectCommentState::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn held_accounts() -> Schema {
    of(Held::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn line_states() -> Schema {
    of(LineState::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn topics() -> Schema {
    of(Topic::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn cadences() -> Schema {
    of(Cadence::ALL.iter().map(|word| word.as_str()))
}

pub(crate) fn notice_channels() -> Schema {
    of(Channel::ALL.iter().map(|word| word.as_str()))
}
