//! Sign-in by a real OpenID provider (npm `oidc-provider`, run by Node).
