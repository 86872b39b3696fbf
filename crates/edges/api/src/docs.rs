//! The OpenAPI document and the page that shows it.
//!
//! The page is Swagger UI from our own files: nothing is loaded from elsewhere and nothing inline, so that the strict
//! content security policy holds.

use std::sync::Arc;

use axum::{
    Extension,
    response::{Html, IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use utoipa::{
    PartialSchema as _, ToSchema as _,
    openapi::{
        ComponentsBuilder, ContactBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr,
        Required, ResponseBuilder,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use crate::{idempotency, problem::ProblemBody};

/// RFC 9457.
const PROBLEM_JSON: &str = "application/problem+json";

/// The serialised document with its `ETag`: made once, served as bytes.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    body: Bytes,
    etag: Arc<str>,
}

impl Document {
    pub(crate) fn new(document: &OpenApi) -> Self {
        let body = document.to_json().unwrap_or_default();
        let etag = crate::etag::of(body.as_bytes());
        Self { body: Bytes::from(body), etag: etag.into() }
    }
}

/// What stands in the document beside the routes.
pub(crate) fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Griot API")
        .version("1")
        .description(Some(include_str!("docs/description.md")))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .contact(Some(ContactBuilder::new().name(Some("Griot")).build()))
        .build();
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The token of `POST /api/auth/login` (15 minutes), or an API key (`griot_…`)."))
        .build();
    let session = ApiKeyValue::with_description(
        web_kit::SESSION_COOKIE,
        "The session of a browser. Every request that changes something also needs the `X-CSRF-Token` header.",
    );
    let components = ComponentsBuilder::new()
        .security_scheme("bearer", SecurityScheme::Http(bearer))
        .security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)))
        .build();
    let none: [&str; 0] = [];
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        // The empty requirement says that a caller may also be nobody; routes that refuse this answer 401.
        .security(Some([
            SecurityRequirement::default(),
            SecurityRequirement::new("bearer", none),
            SecurityRequirement::new("session", none),
        ]))
        .build()
}

/// What holds for every route, said once for all of them.
pub(crate) fn complete(document: &mut OpenApi) {
    declare_errors(document);
    for (path, item) in &mut document.paths.paths {
        let writing = [
            (Method::PUT, &mut item.put),
            (Method::POST, &mut item.post),
            (Method::DELETE, &mut item.delete),
            (Method::PATCH, &mut item.patch),
        ];
        for (method, operation) in writing {
            if let Some(operation) = operation.as_mut().filter(|_| idempotency::applies(&method, path)) {
                operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
            }
        }
    }
}

fn idempotency_key() -> Parameter {
    let schema = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Made by the caller: the same request with the same key is carried out once"))
        .schema(Some(schema))
        .build()
}

/// Every route may answer an error, always of the same shape: said once, for all of them.
fn declare_errors(document: &mut OpenApi) {
    let schema = Ref::from_schema_name("Problem");
    let content = ContentBuilder::new().schema(Some(schema)).build();
    let error = ResponseBuilder::new()
        .description("An error (RFC 9457): `status` and `code` say which")
        .content(PROBLEM_JSON, content)
        .build();
    for item in document.paths.paths.values_mut() {
        let reading = [&mut item.get, &mut item.head, &mut item.options];
        let writing = [&mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in reading.into_iter().chain(writing).flatten() {
            let responses = &mut operation.responses.responses;
            responses.values_mut().for_each(as_problem);
            responses.entry("default".to_owned()).or_insert_with(|| RefOr::T(error.clone()));
        }
    }
    let components = document.components.get_or_insert_default();
    let mut schemas = vec![(ProblemBody::name().into_owned(), ProblemBody::schema())];
    ProblemBody::schemas(&mut schemas);
    components.schemas.extend(schemas);
}

/// Gives a declared error the media type that errors are sent with; the routes name its body alone.
fn as_problem(response: &mut RefOr<utoipa::openapi::Response>) {
    let RefOr::T(response) = response else { return };
    let problem = RefOr::Ref(Ref::from_schema_name("Problem"));
    let is_problem =
        matches!(response.content.get("application/json"), Some(RefOr::T(content)) if content.schema.as_ref() == Some(&problem));
    if is_problem && let Some(content) = response.content.shift_remove("application/json") {
        response.content.insert(PROBLEM_JSON.to_owned(), content);
    }
}

/// `GET /api/openapi.json`.
pub(crate) async fn document(headers: HeaderMap, Extension(document): Extension<Document>) -> Response {
    let etag = HeaderValue::from_str(&document.etag).unwrap_or_else(|_unprintable| HeaderValue::from_static("\"\""));
    let head = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
        (header::ETAG, etag.clone()),
    ];
    if headers.get(header::IF_NONE_MATCH) == Some(&etag) {
        return (StatusCode::NOT_MODIFIED, head).into_response();
    }
    (head, document.body).into_response()
}

/// `GET /api/docs`.
pub(crate) async fn page() -> Html<&'static str> {
    Html(include_str!("docs/page.html"))
}

/// `GET /api`: the documentation is the way in.
pub(crate) async fn moved() -> Redirect {
    Redirect::temporary("/api/docs")
}
