//! Reading a request: what cannot be read is refused as a problem, never as a panic or a bare text.

use axum::{
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    response::{IntoResponse, Response},
};
use http::{StatusCode, request::Parts};
use kernel::{Cursor, FieldError, PageRequest};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use utoipa::IntoParams;

use crate::{Problem, problem::Refusal};

/// A JSON body: a command on the way in, a view on the way out.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response()),
            Err(JsonRejection::BytesRejection(error)) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Problem::from(Refusal::TooLarge).into_response())
            }
            Err(error) => {
                let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
                let field = FieldError::new("", "api-field-body").with("reason", reason);
                Err(Problem::from(Refusal::Invalid(vec![field])).into_response())
            }
        }
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Parts of the path. What does not parse names nothing: 404.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_unparsable) => Err(Refusal::NotFound.into()),
        }
    }
}

/// The query string.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => {
                let reason = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
                Err(Refusal::Invalid(vec![FieldError::new("", "api-field-query").with("reason", reason)]).into())
            }
        }
    }
}

/// Which page of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The number of items, 1 to 100; 24 without it.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[param(max_length = 1000)]
    pub after: Option<String>,
}

impl PageQuery {
    /// The request of a service.
    pub fn request(self) -> Result<PageRequest, Problem> {
        page_request(self.limit, self.after)
    }
}

/// The page that two query parameters ask for.
pub(crate) fn page_request(limit: Option<u16>, after: Option<String>) -> Result<PageRequest, Problem> {
    if limit.is_some_and(|rows| rows == 0 || rows > PageRequest::MAX_LIMIT) {
        return Err(
            Refusal::Invalid(vec![FieldError::new("limit", "api-field-limit").with("max", PageRequest::MAX_LIMIT)]).into()
        );
    }
    if after.as_ref().is_some_and(|text| text.len() > 1000) {
        return Err(Problem::field("after", "api-field-cursor"));
    }
    Ok(PageRequest::new(limit, after.map(Cursor::from_text)))
}
