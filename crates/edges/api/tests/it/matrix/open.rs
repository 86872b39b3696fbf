//! What needs nobody's rights.

/// What nobody may ask, too. Every other operation of the document answers 401 to nobody: whoever adds one decides here.
/// Those that need a token in the body, or a film that is not there, refuse by another status.
pub(super) const PUBLIC: [&str; 44] = [
    "POST /api/auth/login",
    "POST /api/auth/login/second-factor",
    "POST /api/auth/logout",
    "POST /api/auth/passkey",
    "POST /api/auth/passkey/challenge",
    "GET /api/auth/providers",
    "POST /api/auth/recover",
    "POST /api/auth/refresh",
    "POST /api/auth/register",
    "POST /api/auth/reset",
    "POST /api/auth/verify",
    "GET /api/v1/home",
    "GET /api/v1/filters",
    "GET /api/v1/search",
    "GET /api/v1/films",
    "GET /api/v1/films/{id}",
    "GET /api/v1/films/{id}/comments",
    "POST /api/v1/films/{film_id}/playback",
    "GET /api/v1/comments/{id}",
    "GET /api/v1/comments/{id}/replies",
    "GET /api/v1/people",
    "GET /api/v1/people/{id}",
    "GET /api/v1/lists/{id}",
    "POST /api/v1/organisations/invitations/preview",
    "POST /api/v1/playback/heartbeat",
    "POST /api/v1/playback/end",
    "DELETE /api/v1/playback/{playback_id}",
    "GET /api/v1/films/{id}/projects",
    "GET /api/v1/projects",
    "GET /api/v1/projects/{id}",
    "GET /api/v1/projects/{id}/total",
    "GET /api/v1/projects/{id}/backers",
    "GET /api/v1/projects/{id}/refunds",
    "GET /api/v1/projects/{id}/updates",
    "GET /api/v1/projects/{id}/comments",
    "GET /api/v1/project-comments/{id}/answers",
    "POST /api/v1/projects/{id}/pledges",
    "GET /api/v1/pledges/{id}",
    "POST /api/v1/pledges/{id}/cancel",
    "GET /api/v1/payments/rails",
    "GET /api/v1/payments/{id}",
    "POST /api/v1/payments/{id}/attempts",
    "GET /api/v1/payments/{id}/form",
    "OPTIONS /api/v1/uploads",
];

/// Only the caller's own things stand behind these: whose they are is tested where they are, here only that nobody has any.
/// Everything else has a row.
pub(super) const OWN: [&str; 3] = ["/api/auth/", "/api/v1/me", "/api/v1/playback/"];
