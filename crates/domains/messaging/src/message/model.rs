//! What a message may be.

use contracts::{identity::AccountId, media::AssetId, messaging::ConversationId};
use jiff::SignedDuration;
use kernel::FieldError;
use unicode_normalization::UnicodeNormalization as _;
use uuid::Uuid;

use crate::{MessagingError, values::words};

/// The longest text, in characters.
pub(crate) const TEXT_MAX: usize = 4000;
/// The most files of one message.
const ATTACHMENTS_MAX: usize = 5;
/// How long its author may take a message back.
pub(super) const WITHDRAWN_WITHIN: SignedDuration = SignedDuration::from_mins(15);

words! {
    /// Whether a message can be read.
    pub MessageState {
        /// Both sides read it.
        Visible = "visible",
        /// Its author took it back: its text is gone.
        Withdrawn = "withdrawn",
        /// The staff hid it; its author still reads it, and why.
        Hidden = "hidden",
    }
}

/// Writes to the other side.
#[derive(Debug, Clone)]
pub struct SendMessage {
    /// Where.
    pub conversation_id: ConversationId,
    /// Made by the client: what is sent twice under one id is one message.
    pub client_id: Uuid,
    /// At most 4000 characters; empty only beside files.
    pub text: String,
    /// At most five documents or pictures of the sender's, checked and ready.
    pub attachments: Vec<AssetId>,
}

impl SendMessage {
    /// The same with its text as it is stored, but for what is masked.
    pub(super) fn checked(&self) -> Result<Self, MessagingError> {
        let mut wrong = Vec::new();
        let text = plain(&self.text, &mut wrong);
        let length = text.chars().count();
        if length > TEXT_MAX || (length == 0 && self.attachments.is_empty()) {
            wrong.push(FieldError::new("text", "messaging-text-length"));
        }
        let twice = |(at, id): (usize, &AssetId)| self.attachments[..at].contains(id);
        if self.attachments.len() > ATTACHMENTS_MAX || self.attachments.iter().enumerate().any(twice) {
            wrong.push(FieldError::new("attachments", "messaging-attachments"));
        }
        if !wrong.is_empty() {
            return Err(MessagingError::Invalid(wrong));
        }
        Ok(Self { text, ..self.clone() })
    }

    /// What tells this message from another of the same id.
    pub(super) fn identity(&self, author_id: AccountId) -> (Vec<u8>, Vec<u8>) {
        let domain = [self.conversation_id.as_uuid().as_bytes().as_slice(), author_id.as_uuid().as_bytes()].concat();
        let files = self.attachments.iter().flat_map(|id| *id.as_uuid().as_bytes());
        (domain, self.text.bytes().chain([0]).chain(files).collect())
    }
}

/// A text in NFC without blanks around it, with one kind of line end. Signs that steer a terminal, or turn the order of what is read, are
/// wrong.
fn plain(text: &str, wrong: &mut Vec<FieldError>) -> String {
    let text: String = text.replace("\r\n", "\n").trim().nfc().collect();
    let steers =
        |sign: char| (sign.is_control() && sign != '\n') || matches!(sign, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if text.contains(steers) {
        wrong.push(FieldError::new("text", "messaging-text-control"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(text: &str, attachments: Vec<AssetId>) -> SendMessage {
        SendMessage { conversation_id: ConversationId::generate(), client_id: Uuid::now_v7(), text: text.into(), attachments }
    }

    fn codes(command: &SendMessage) -> Vec<&'static str> {
        match command.checked() {
            Err(MessagingError::Invalid(fields)) => fields.into_iter().map(|field| field.code).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_text_is_composed_trimmed_and_has_one_kind_of_line_end() {
        assert_eq!(command(" e\u{301}te\u{301}\r\nfin ", vec![]).checked().unwrap().text, "été\nfin");
        assert_eq!(codes(&command(&"a".repeat(TEXT_MAX), vec![])), Vec::<&str>::new());
        assert_eq!(codes(&command(&"é".repeat(TEXT_MAX + 1), vec![])), ["messaging-text-length"]);
        assert_eq!(codes(&command(" \n ", vec![])), ["messaging-text-length"]);
        assert_eq!(codes(&command("", vec![AssetId::generate()])), Vec::<&str>::new());
        for steering in ["a\u{7}b", "a\tb", "a\0b", "\u{202e}65 43", "a\rb"] {
            assert_eq!(codes(&command(steering, vec![])), ["messaging-text-control"], "{steering:?}");
        }
    }

    #[test]
    fn files_are_five_at_most_and_each_once() {
        let ids: Vec<_> = std::iter::repeat_with(AssetId::generate).take(6).collect();
        assert_eq!(codes(&command("ok", ids[..5].to_vec())), Vec::<&str>::new());
        assert_eq!(codes(&command("ok", ids.clone())), ["messaging-attachments"]);
        assert_eq!(codes(&command("ok", vec![ids[0], ids[0]])), ["messaging-attachments"]);
    }

    #[test]
    fn another_text_file_author_or_place_is_another_message() {
        let (first, author) = (command("un", vec![]), AccountId::generate());
        let others = [
            SendMessage { text: "deux".into(), ..first.clone() },
            SendMessage { attachments: vec![AssetId::generate()], ..first.clone() },
            SendMessage { conversation_id: ConversationId::generate(), ..first.clone() },
        ];
        for other in others {
            assert_ne!(first.identity(author), other.identity(author));
        }
        assert_ne!(first.identity(author), first.identity(AccountId::generate()));
    }
}
