//! Resumable uploads (tus 1.0).

use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
}
