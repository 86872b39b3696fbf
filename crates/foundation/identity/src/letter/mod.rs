//! The letters that identity sends, in the language of their reader, as text and as HTML.

use std::sync::LazyLock;

use kernel::{AccountId, Locale};
use platform::{DbError, OutgoingMail, Tx, letter::Texts};
use url::Url;

use crate::{Identity, IdentityError, account};

static TEXTS: LazyLock<Texts> = LazyLock::new(|| {
    Texts::of(include_str!("../../../../../i18n/fr/identity.ftl"), include_str!("../../../../../i18n/en/identity.ftl"))
});

/// What to write about.
pub(crate) enum Letter<'a> {
    /// Confirm the e-mail of a new account.
    Verify { token: &'a str },
    /// Somebody signed up with an e-mail that has an account already.
    AlreadyRegistered,
    /// Choose a new password.
    Recover { token: &'a str },
    /// Confirm a new e-mail; sent to the new one.
    ChangeEmail { token: &'a str },
    /// The e-mail was changed; sent to the old one.
    EmailChanged,
    /// The password was changed.
    PasswordChanged,
    /// The authenticator application was removed.
    SecondFactorRemoved,
    /// A passkey was added.
    PasskeyAdded { name: &'a str },
    /// An API key was made.
    ApiKeyAdded { name: &'a str },
    /// The account will be erased on this day, unless its owner takes that back.
    DeletionAsked { day: &'a str },
    /// The account was erased.
    Deleted,
    /// Join an organisation.
    Invitation { token: &'a str, organisation: &'a str, inviter: &'a str },
}

/// The keys of one letter: subject, what happened, what the button says, what to do if one did not ask for it.
struct Keys {
    subject: &'static str,
    body: &'static str,
    action: Option<&'static str>,
    note: &'static str,
}

const EMAIL_CHANGED: Keys = Keys {
    subject: "identity-mail-changed-subject",
    body: "identity-mail-changed-body",
    action: None,
    note: "identity-mail-changed-note",
};

const FACTOR_REMOVED: Keys = Keys {
    subject: "identity-mail-factor-subject",
    body: "identity-mail-factor-body",
    action: Some("identity-mail-factor-action"),
    note: "identity-mail-factor-note",
};

const PASSKEY_ADDED: Keys = Keys {
    subject: "identity-mail-passkey-subject",
    body: "identity-mail-passkey-body",
    action: Some("identity-mail-passkey-action"),
    note: "identity-mail-passkey-note",
};

const API_KEY_ADDED: Keys = Keys {
    subject: "identity-mail-key-subject",
    body: "identity-mail-key-body",
    action: Some("identity-mail-key-action"),
    note: "identity-mail-key-note",
};

const DELETION_ASKED: Keys = Keys {
    subject: "identity-mail-deletion-subject",
    body: "identity-mail-deletion-body",
    action: Some("identity-mail-deletion-action"),
    note: "identity-mail-deletion-note",
};

const DELETED: Keys = Keys {
    subject: "identity-mail-deleted-subject",
    body: "identity-mail-deleted-body",
    action: None,
    note: "identity-mail-deleted-note",
};

impl Letter<'_> {
    const fn keys(&self) -> Keys {
        match self {
            Self::Verify { .. } => Keys {
                subject: "identity-mail-verify-subject",
                body: "identity-mail-verify-body",
                action: Some("identity-mail-verify-action"),
                note: "identity-mail-verify-note",
            },
            Self::AlreadyRegistered => Keys {
                subject: "identity-mail-already-subject",
                body: "identity-mail-already-body",
                action: Some("identity-mail-already-action"),
                note: "identity-mail-already-note",
            },
            Self::Recover { .. } => Keys {
                subject: "identity-mail-recover-subject",
                body: "identity-mail-recover-body",
                action: Some("identity-mail-recover-action"),
                note: "identity-mail-recover-note",
            },
            Self::ChangeEmail { .. } => Keys {
                subject: "identity-mail-change-subject",
                body: "identity-mail-change-body",
                action: Some("identity-mail-change-action"),
                note: "identity-mail-change-note",
            },
            Self::EmailChanged => EMAIL_CHANGED,
            Self::PasswordChanged => Keys {
                subject: "identity-mail-password-subject",
                body: "identity-mail-password-body",
                action: Some("identity-mail-password-action"),
                note: "identity-mail-password-note",
            },
            Self::SecondFactorRemoved => FACTOR_REMOVED,
            Self::PasskeyAdded { .. } => PASSKEY_ADDED,
            Self::ApiKeyAdded { .. } => API_KEY_ADDED,
            Self::DeletionAsked { .. } => DELETION_ASKED,
            Self::Deleted => DELETED,
            Self::Invitation { .. } => Keys {
                subject: "identity-mail-invitation-subject",
                body: "identity-mail-invitation-body",
                action: Some("identity-mail-invitation-action"),
                note: "identity-mail-invitation-note",
            },
        }
    }

    /// The page behind the button, and the token it needs. The token stands in the query, which our request log leaves out.
    const fn target(&self) -> Option<(&'static str, Option<&str>)> {
        match self {
            Self::Verify { token } | Self::ChangeEmail { token } => Some(("/verification", Some(token))),
            Self::Recover { token } => Some(("/mot-de-passe/nouveau", Some(token))),
            Self::AlreadyRegistered | Self::PasswordChanged => Some(("/mot-de-passe/oubli", None)),
            Self::SecondFactorRemoved | Self::PasskeyAdded { .. } => Some(("/compte/securite", None)),
            Self::ApiKeyAdded { .. } => Some(("/compte/cles", None)),
            Self::Invitation { token, .. } => Some(("/compte/organisations/invitation", Some(token))),
            Self::DeletionAsked { .. } => Some(("/compte/suppression", None)),
            Self::EmailChanged | Self::Deleted => None,
        }
    }

    fn values(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Invitation { organisation, inviter, .. } => {
                vec![("organisation", (*organisation).to_owned()), ("inviter", (*inviter).to_owned())]
            }
            Self::PasskeyAdded { name } | Self::ApiKeyAdded { name } => vec![("name", (*name).to_owned())],
            Self::DeletionAsked { day } => vec![("day", (*day).to_owned())],
            _ => Vec::new(),
        }
    }
}

/// A text of this context that is stored, in the language of the person it is about.
pub(crate) fn text_of(locale: Locale, key: &'static str) -> String {
    TEXTS.get(locale, key, &[])
}

/// The address of a page in this language.
fn link(public_url: &Url, locale: Locale, path: &str, token: Option<&str>) -> Url {
    let mut url = platform::address::page(public_url, locale, path);
    if let Some(token) = token {
        url.query_pairs_mut().append_pair("jeton", token);
    }
    url
}

/// The finished mail.
pub(crate) fn compose(public_url: &Url, product: &str, locale: Locale, to: &str, letter: &Letter<'_>) -> OutgoingMail {
    let mut values = letter.values();
    values.push(("product", product.to_owned()));
    let text = |key: &str| TEXTS.get(locale, key, &values);
    let keys = letter.keys();
    let action = keys.action.zip(letter.target());
    let composed = platform::letter::Letter {
        locale,
        subject: text(keys.subject),
        body: text(keys.body),
        groups: Vec::new(),
        action: action.map(|(key, (path, token))| (text(key), link(public_url, locale, path, token).to_string())),
        note: text(keys.note),
        signature: text("identity-mail-signature"),
    };
    composed.to(to)
}

impl Identity {
    /// Queues a letter in the transaction of what it tells.
    pub(crate) async fn send_in(&self, tx: &mut Tx, locale: Locale, to: &str, letter: &Letter<'_>) -> Result<(), DbError> {
        let config = &self.inner.config;
        let mail = compose(&config.public_url, &config.product_name, locale, to, letter);
        self.inner.mail.send_in(tx, mail).await
    }

    /// Queues a letter to whoever owns this account, in their language.
    pub(crate) async fn tell_owner_in(
        &self,
        tx: &mut Tx,
        account_id: AccountId,
        letter: &Letter<'_>,
    ) -> Result<(), IdentityError> {
        let row = account::store::find(tx.conn(), account_id).await?.ok_or(IdentityError::NotFound)?;
        Ok(self.send_in(tx, row.locale(), &row.account.email, letter).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [Letter<'static>; 12] {
        [
            Letter::Verify { token: "tok-en_1" },
            Letter::AlreadyRegistered,
            Letter::Recover { token: "tok-en_1" },
            Letter::ChangeEmail { token: "tok-en_1" },
            Letter::EmailChanged,
            Letter::PasswordChanged,
            Letter::SecondFactorRemoved,
            Letter::PasskeyAdded { name: "Téléphone <b>" },
            Letter::ApiKeyAdded { name: "Envoi" },
            Letter::DeletionAsked { day: "2026-12-05" },
            Letter::Deleted,
            Letter::Invitation { token: "tok-en_1", organisation: "Studio <b>Afi</b>", inviter: "Kossi & fils" },
        ]
    }

    fn composed(locale: Locale, letter: &Letter<'_>) -> OutgoingMail {
        let url = Url::parse("https://griot.example/").unwrap();
        compose(&url, "Griot", locale, "afi@example.org", letter)
    }

    #[test]
    fn every_letter_is_complete_in_both_languages() {
        for locale in Locale::ALL {
            for letter in all() {
                let mail = composed(locale, &letter);
                assert!(!mail.subject.is_empty() && !mail.subject.contains('\n'));
                for part in [&mail.subject, &mail.text, &mail.html] {
                    assert!(!part.contains("identity-mail"), "a text is missing: {part}");
                    assert!(!part.contains("{$"), "a value is missing: {part}");
                }
                let expected = letter.target().and_then(|(_, token)| token);
                assert_eq!(mail.text.contains("?jeton=tok-en_1"), expected.is_some());
                assert_eq!(mail.html.contains("?jeton=tok-en_1"), expected.is_some());
            }
        }
    }

    #[test]
    fn links_lead_to_the_page_in_the_readers_language() {
        let letter = Letter::Recover { token: "t" };
        assert!(composed(Locale::Fr, &letter).text.contains("https://griot.example/mot-de-passe/nouveau?jeton=t"));
        assert!(composed(Locale::En, &letter).text.contains("https://griot.example/en/mot-de-passe/nouveau?jeton=t"));
    }

    #[test]
    fn names_cannot_bring_markup_into_a_letter() {
        let mail = composed(Locale::Fr, &Letter::Invitation { token: "t", organisation: "<b>x</b>", inviter: "A\"><i>" });
        assert!(!mail.html.contains("<b>x") && !mail.html.contains("<i>"));
        assert!(mail.html.contains("&lt;b&gt;x&lt;/b&gt;"));
        assert!(mail.text.contains("<b>x</b>"));
    }
}
