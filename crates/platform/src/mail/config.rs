//! How mail leaves.

use secrecy::SecretString;
use serde::{Deserialize, Serialize, Serializer};

/// The SMTP server that takes our mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// Its name.
    pub host: String,
    /// Its port: 587 for STARTTLS, 465 for TLS from the start.
    pub port: u16,
    /// How the connection is protected.
    pub tls: MailTls,
    /// The user, if it asks for one.
    pub user: Option<String>,
    /// The password.
    #[serde(serialize_with = "hidden", skip_serializing_if = "Option::is_none")]
    pub password: Option<SecretString>,
    /// The sender: `Griot <bonjour@example.org>`.
    pub from: String,
    /// Where letters that cannot be delivered come back to: `retours@example.org`, a mailbox with subaddresses (`retours+…@`) whose mail
    /// is handed to `griot mail bounce` or to the address of `griot mail hook`. Its name has at most 18 letters. Without it, they come
    /// back to `from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returns: Option<String>,
}

impl Default for MailConfig {
    fn default() -> Self {
        Self {
            host: "localhost".into(),
            port: 25,
            tls: MailTls::None,
            user: None,
            password: None,
            from: "Griot <griot@localhost>".into(),
            returns: None,
        }
    }
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// Not at all: a server on this machine.
    None,
    /// STARTTLS, required (RFC 3207).
    Starttls,
    /// TLS from the first byte (RFC 8314).
    Tls,
}

#[expect(clippy::ref_option, reason = "serde hands it over like this")]
fn hidden<S: Serializer>(_: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("…")
}
