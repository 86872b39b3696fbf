//! Refusing letters by the link that stands in them: no account, no password; a link refuses the topics of its letter for one reader.
//! The same in one request (RFC 8058) for programs that show a button instead of the letter's own words.

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
    /// The page on which a reader refuses letters about these topics, and the address at which one POST does.
    pub(crate) fn refusal_links(
        &self,
        account_id: Option<AccountId>,
        email: &str,
        topics: &[Topic],
        locale: Locale,
    ) -> (Url, Url) {
        let reader = account_id.map_or_else(|| Reader::Address(hash(email)), Reader::Account);
        let token = self.sign(reader, topics);
        let one_click = format!("/hooks/letters/{}/refuse/{token}", locale.as_str());
        (self.refusal_page(locale, &token), platform::address::file(&self.inner.public_url, &one_click))
    }

    /// The page that asks before it refuses.
    pub fn refusal_page(&self, locale: Locale, token: &str) -> Url {
        let mut url = self.page(locale, "/desabonnement");
        url.query_pairs_mut().append_pair("jeton", token);
        url
    }

    /// What a link would refuse; nothing is changed.
    pub fn refusal_of(&self, token: &str) -> Result<Vec<Topic>, NotificationsError> {
        Ok(self.read(token)?.1)
    }

    /// Refuses letters about the topics of this link. Doing so twice is fine.
    pub async fn refuse_letters(&self, token: &str) -> Result<Vec<Topic>, NotificationsError> {
        let (reader, topics) = self.read(token)?;
        let mut tx = self.db().begin(&Actor::system("notifications")).await?;
        for topic in &topics {
            match reader {
                Reader::Account(id) => preferences::store::set(&mut tx, id, *topic, Channel::Email, false).await?,
                Reader::Address(hash) => preferences::store::refuse(&mut tx, &hash, *topic).await?,
            }
        }
        tx.commit().await?;
        Ok(topics)
    }

    fn sign(&self, reader: Reader, topics: &[Topic]) -> String {
        let words: Vec<&str> = topics.iter().map(|topic| topic.as_str()).collect();
        let said = [&reader.bytes()[..], b".", words.join(",").as_bytes()].concat();
        URL_SAFE_NO_PAD.encode([&self.mark(&said)[..], &said].concat())
    }

    fn read(&self, token: &str) -> Result<(Reader, Vec<Topic>), NotificationsError> {
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
            let (mark, said) = bytes.split_at_checked(MARK_BYTES)?;
            if !bool::from(self.mark(said).ct_eq(mark)) {
                return None;
            }
            let dot = said.iter().rposition(|byte| *byte == b'.')?;
            let words = std::str::from_utf8(said.get(dot + 1..)?).ok()?;
            let topics = words.split(',').map(Topic::parse).collect::<Option<Vec<Topic>>>()?;
            Some((Reader::parse(said.get(..dot)?)?, topics))
        };
        read().ok_or(NotificationsError::Link)
    }

    fn mark(&self, said: &[u8]) -> [u8; MARK_BYTES] {
        self.inner.hash.of(b"unsubscribe", said)
    }
}
