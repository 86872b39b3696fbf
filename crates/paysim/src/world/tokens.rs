//! Access tokens: who got one, until when, and which ones chaos ends early.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;

use crate::clock::after;

use super::World;

/// What a token is worth now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenState {
    /// It opens.
    Valid,
    /// It did.
    Expired,
    /// Nobody got it here, or for something else.
    Unknown,
}

/// Tokens that were given.
#[derive(Debug, Default)]
pub(crate) struct Tokens(HashMap<String, Token>);

#[derive(Debug)]
struct Token {
    scope: String,
    expires_at: Timestamp,
    used: u32,
}

impl World {
    /// Gives a token for a scope, `provider/product`.
    pub(crate) fn issue_token(&mut self, scope: &str, lifetime: Duration) -> String {
        let number = self.next();
        let token = self.fate.hex(&format!("{scope}/token/{number}"), 48);
        let expires_at = after(self.now, lifetime);
        self.tokens.0.insert(token.clone(), Token { scope: scope.to_owned(), expires_at, used: 0 });
        token
    }

    /// Uses a token once. Chaos may end it here, for good.
    pub(crate) fn use_token(&mut self, token: &str, scope: &str) -> TokenState {
        let Some(known) = self.tokens.0.get_mut(token).filter(|known| known.scope == scope) else {
            return TokenState::Unknown;
        };
        known.used += 1;
        let about = format!("{token}#{}", known.used);
        if self.fate.happens(&about, "token_expiry", self.chaos.token_expiry) {
            known.expires_at = self.now;
        }
        if known.expires_at > self.now { TokenState::Valid } else { TokenState::Expired }
    }
}
