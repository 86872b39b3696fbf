//! The signed token in every stream URL: who may fetch which rungs of which asset until when.
//!
//! Compact and self-contained, so that a segment costs one HMAC and no query. HMAC-SHA256 truncated to 128 bits
//! (RFC 2104 §5), base64url without padding, 96 characters. Keys have generations: the newest signs, older ones still verify.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::{catalog::FilmId, media::AssetId, playback::PlaybackId};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

const VERSION: u8 = 1;
const CLAIMS_BYTES: usize = 56;
const TAG_BYTES: usize = 16;
const TOKEN_BYTES: usize = CLAIMS_BYTES + TAG_BYTES;
const TOKEN_CHARS: usize = TOKEN_BYTES / 3 * 4;

/// Which rungs of the ladder a session may fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RungClass {
    /// The data-saver: pictures of at most 360 lines.
    Lite,
    /// Every rung.
    Full,
}

impl RungClass {
    /// The most lines a data-saver session may fetch.
    pub const LITE_MAX_HEIGHT: u32 = 360;

    /// The word stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lite => "lite",
            Self::Full => "full",
        }
    }

    /// Whether a picture of this many lines may be fetched. A picture wider than high is measured by its height, a
    /// portrait one by its width: what people call 360p.
    pub fn allows(self, width: u32, height: u32) -> bool {
        self == Self::Full || width.min(height) <= Self::LITE_MAX_HEIGHT
    }
}

/// What a token grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The film watched.
    pub film_id: FilmId,
    /// The session it was opened for.
    pub playback_id: PlaybackId,
    /// The asset that may be fetched.
    pub asset_id: AssetId,
    /// The rungs that may be fetched.
    pub class: RungClass,
    /// The first second at which it is refused, in Unix seconds.
    pub expires_s: i64,
}

/// Why a token opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Not a token of ours, or one that was changed.
    #[error("the playback token is not valid")]
    Invalid,
    /// It was good once.
    #[error("the playback token is over")]
    Expired,
}

/// The keys that sign and verify tokens.
#[derive(Clone)]
pub struct Keyring {
    /// Newest first, never empty.
    keys: Vec<(u8, Hmac<Sha256>)>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring").field("generations", &self.keys.len()).finish()
    }
}

impl Keyring {
    /// The keys of a generation and of the one before it, which stays good until its tokens have expired. Raising the
    /// generation rotates the key without cutting off who is watching.
    pub fn new(secrets: &platform::Secrets, generation: u8) -> Self {
        let previous = generation.checked_sub(1);
        let keys = std::iter::once(generation).chain(previous);
        Self { keys: keys.map(|number| (number, keyed(&secrets.key(&purpose(number))))).collect() }
    }

    /// Signs what a session may fetch.
    pub fn sign(&self, grant: &Grant) -> String {
        let Some((generation, key)) = self.keys.first() else { return String::new() };
        let mut bytes = [0; TOKEN_BYTES];
        let claims = encode(grant, *generation);
        let tag = tag(key, &claims);
        bytes[..CLAIMS_BYTES].copy_from_slice(&claims);
        bytes[CLAIMS_BYTES..].copy_from_slice(&tag);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Verifies a token at this instant. The signature is compared in constant time, before anything inside is believed.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<Grant, TokenError> {
        let mut bytes = [0; TOKEN_BYTES];
        if token.len() != TOKEN_CHARS || URL_SAFE_NO_PAD.decode_slice(token, &mut bytes) != Ok(TOKEN_BYTES) {
            return Err(TokenError::Invalid);
        }
        let (claims, given) = bytes.split_at(CLAIMS_BYTES);
        let claims: &[u8; CLAIMS_BYTES] = claims.try_into().map_err(|_length| TokenError::Invalid)?;
        let (_, key) = self.keys.iter().find(|(generation, _)| *generation == claims[1]).ok_or(TokenError::Invalid)?;
        if !bool::from(tag(key, claims).ct_eq(given)) {
            return Err(TokenError::Invalid);
        }
        let grant = decode(claims).ok_or(TokenError::Invalid)?;
        if now.as_second() >= grant.expires_s {
            return Err(TokenError::Expired);
        }
        Ok(grant)
    }
}

fn purpose(generation: u8) -> String {
    if generation == 0 { "playback".to_owned() } else { format!("playback.{generation}") }
}

/// HMAC-SHA256 ready to take a message. RFC 2104 pads a short key with zeros to the block of 64 bytes; doing it here leaves
/// nothing that could fail.
pub(crate) fn keyed(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    Hmac::new(&block.into())
}

fn tag(key: &Hmac<Sha256>, claims: &[u8; CLAIMS_BYTES]) -> [u8; TAG_BYTES] {
    let mut mac = key.clone();
    mac.update(claims);
    let full = mac.finalize().into_bytes();
    std::array::from_fn(|index| full[index])
}

/// Version, key generation, rung class, expiry (40 bits), film, session, asset.
fn encode(grant: &Grant, generation: u8) -> [u8; CLAIMS_BYTES] {
    let mut claims = [0; CLAIMS_BYTES];
    claims[0] = VERSION;
    claims[1] = generation;
    claims[2] = u8::from(grant.class == RungClass::Full);
    claims[3..8].copy_from_slice(&grant.expires_s.to_be_bytes()[3..]);
    claims[8..24].copy_from_slice(grant.film_id.as_uuid().as_bytes());
    claims[24..40].copy_from_slice(grant.playback_id.as_uuid().as_bytes());
    claims[40..56].copy_from_slice(grant.asset_id.as_uuid().as_bytes());
    claims
}

fn decode(claims: &[u8; CLAIMS_BYTES]) -> Option<Grant> {
    let class = match (claims[0], claims[2]) {
        (VERSION, 0) => RungClass::Lite,
        (VERSION, 1) => RungClass::Full,
        _ => return None,
    };
    let mut expires = [0; 8];
    expires[3..].copy_from_slice(&claims[3..8]);
    let uuid = |from: usize| Uuid::from_slice(claims.get(from..from + 16)?).ok();
    Some(Grant {
        film_id: uuid(8)?.into(),
        playback_id: uuid(24)?.into(),
        asset_id: uuid(40)?.into(),
        class,
        expires_s: i64::from_be_bytes(expires),
    })
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
