//! Stored words and numbers as our types; a value that we never write is an error, not a default.

use crate::MediaError;

pub(crate) fn word<T>(parsed: Option<T>, column: &'static str) -> Result<T, MediaError> {
    parsed.ok_or(MediaError::Stored(column))
}

pub(crate) fn unsigned<T, U>(value: T, column: &'static str) -> Result<U, MediaError>
where
    U: TryFrom<T>,
{
    U::try_from(value).map_err(|_negative| MediaError::Stored(column))
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(value: serde_json::Value, column: &'static str) -> Result<T, MediaError> {
    serde_json::from_value(value).map_err(|_other_shape| MediaError::Stored(column))
}
