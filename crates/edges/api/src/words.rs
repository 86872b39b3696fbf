//! Closed lists of words in the document: taken from the catalogue, so that they cannot differ from what is accepted.

use catalog::{AgeRating, CreditRole, Decision, FilmSort, ReportReason, Visibility};
use utoipa::openapi::{
    ObjectBuilder,
    schema::{Schema, SchemaType, Type},
};

fn of(words: impl Iterator<Item = &'static str>) -> Schema {
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
