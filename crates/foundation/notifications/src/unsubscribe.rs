//! Refusing letters by the link that stands in them: no account, no password; a link refuses one topic for one reader.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{AccountId, Actor, Locale};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use url::Url;
use uuid::Uuid;

use crate::{Channel, Notifications, NotificationsError, Topic, preferences};

/// Whose letters: an account's, or an address's without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Account(AccountId),
    Address([u8; 32]),
}

const MARK_BYTES: usize = 16;

/// SHA-256 of an address, case aside.
pub(crate) fn hash(email: &str) -> [u8; 32] {
    Sha256::digest(email.trim().to_lowercase()).into()
}

impl Reader {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Account(id) => [&b"a"[..], id.as_uuid().as_bytes()].concat(),
            Self::Address(hash) => [&b"e"[..], &hash].concat(),
        }
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first()? {
            (b'a', id) => Some(Self::Account(AccountId::from_uuid(Uuid::from_slice(id).ok()?))),
            (b'e', hash) => Some(Self::Address(hash.try_into().ok()?)),
            _ => None,
        }
    }
}

impl Notifications {
    /// The page on which a reader refuses letters about a topic.
    pub(crate) fn refusal_link(&self, account_id: Option<AccountId>, email: &str, topic: Topic, locale: Locale) -> Url {
        let reader = account_id.map_or_else(|| Reader::Address(hash(email)), Reader::Account);
        let mut url = self.page(locale, "/desabonnement");
        url.query_pairs_mut().append_pair("jeton", &self.sign(reader, topic));
        url
    }

    /// What a link would refuse; nothing is changed.
    pub fn refusal_of(&self, token: &str) -> Result<Topic, NotificationsError> {
        Ok(self.read(token)?.1)
    }

    /// Refuses letters about the topic of this link. Doing so twice is fine.
    pub async fn refuse_letters(&self, token: &str) -> Result<Topic, NotificationsError> {
        let (reader, topic) = self.read(token)?;
        let mut tx = self.db().begin(&Actor::system("notifications")).await?;
        match reader {
            Reader::Account(id) => preferences::store::set(&mut tx, id, topic, Channel::Email, false).await?,
            Reader::Address(hash) => preferences::store::refuse(&mut tx, &hash, topic).await?,
        }
        tx.commit().await?;
        Ok(topic)
    }

    fn sign(&self, reader: Reader, topic: Topic) -> String {
        let said = [&reader.bytes()[..], b".", topic.as_str().as_bytes()].concat();
        URL_SAFE_NO_PAD.encode([&self.mark(&said)[..], &said].concat())
    }

    fn read(&self, token: &str) -> Result<(Reader, Topic), NotificationsError> {
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
            let (mark, said) = bytes.split_at_checked(MARK_BYTES)?;
            if !bool::from(self.mark(said).ct_eq(mark)) {
                return None;
            }
            let dot = said.iter().rposition(|byte| *byte == b'.')?;
            let topic = Topic::parse(std::str::from_utf8(said.get(dot + 1..)?).ok()?)?;
            Some((Reader::parse(said.get(..dot)?)?, topic))
        };
        read().ok_or(NotificationsError::Link)
    }

    fn mark(&self, said: &[u8]) -> [u8; MARK_BYTES] {
        self.inner.hash.of(b"unsubscribe", said)
    }
}
