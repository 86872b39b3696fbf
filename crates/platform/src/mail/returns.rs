//! Which letter came back: a signed mark in the envelope's sender and in the message's id.
//!
//! A mail that cannot be delivered comes back to its envelope's sender (RFC 5321 §6.1), and carries the head of the letter. The mark
//! says whose letter it was and of when, without naming the address, and only we can make it: nobody else's address can be reported.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::{Secrets, secrets::KeyedHash};

const KEY_BYTES: usize = 16;
const TIME_BYTES: usize = 4;
const SIGN_BYTES: usize = 8;
const MARK_BYTES: usize = KEY_BYTES + TIME_BYTES + SIGN_BYTES;
/// 28 bytes in base32, five bits a letter.
const MARK_LETTERS: usize = 45;
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// An address without naming it: the first half of its SHA-256, case aside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AddressKey([u8; KEY_BYTES]);

impl std::fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AddressKey(…)")
    }
}

impl AddressKey {
    /// The key of an address.
    pub fn of(email: &str) -> Self {
        let full: [u8; 32] = Sha256::digest(email.trim().to_lowercase()).into();
        Self(std::array::from_fn(|at| full[at]))
    }

    /// As it is stored.
    pub const fn as_bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// From how it is stored.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }
}

/// A letter that a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returned {
    /// To whom it went.
    pub address: AddressKey,
    /// When it was written, to the second.
    pub sent_at: Timestamp,
}

/// Makes and reads marks. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Returns(KeyedHash);

impl Returns {
    /// Marks that this installation knows as its own.
    pub fn new(secrets: &Secrets) -> Self {
        Self(secrets.keyed_hash("platform.mail-returns"))
    }

    /// The mark of a letter; `id` says when it was written.
    pub fn mark(&self, email: &str, id: Uuid) -> String {
        let sent_s = id.get_timestamp().map_or(0, |at| at.to_unix().0);
        let said = [&AddressKey::of(email).0[..], &u32::try_from(sent_s).unwrap_or(u32::MAX).to_be_bytes()].concat();
        encode(&[&said[..], &self.sign(&said)].concat())
    }

    /// The first mark of ours in a text, such as an address, a message id, or many lines of them.
    pub fn find(&self, text: &str) -> Option<Returned> {
        let lower = text.to_ascii_lowercase();
        let pieces = lower.split(|letter: char| !letter.is_ascii() || !LETTERS.contains(&(letter as u8)));
        pieces.filter(|piece| piece.len() == MARK_LETTERS).find_map(|piece| self.read(piece))
    }

    fn read(&self, piece: &str) -> Option<Returned> {
        let bytes = decode(piece)?;
        let (said, sign) = bytes.split_at_checked(MARK_BYTES - SIGN_BYTES)?;
        if !bool::from(self.sign(said).ct_eq(sign)) {
            return None;
        }
        let (key, sent_s) = said.split_at_checked(KEY_BYTES)?;
        let sent_s = u32::from_be_bytes(sent_s.try_into().ok()?);
        Some(Returned { address: AddressKey::from_bytes(key)?, sent_at: Timestamp::from_second(i64::from(sent_s)).ok()? })
    }

    fn sign(&self, said: &[u8]) -> [u8; SIGN_BYTES] {
        self.0.of(b"return", said)
    }
}

/// Base32 (RFC 4648 §6) in small letters without padding: mail servers may change the case of an address.
fn encode(bytes: &[u8]) -> String {
    let (mut out, mut held, mut bits) = (String::with_capacity(MARK_LETTERS), 0_u32, 0_u32);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(LETTERS[(held >> bits) as usize & 31]));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(char::from(LETTERS[(held << (5 - bits)) as usize & 31]));
    }
    out
}

fn decode(letters: &str) -> Option<Vec<u8>> {
    let (mut out, mut held, mut bits) = (Vec::with_capacity(MARK_BYTES), 0_u32, 0_u32);
    for letter in letters.bytes() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        held = (held << 5) | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    (held == 0 && out.len() == MARK_BYTES).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn returns(master: u8) -> Returns {
        Returns::new(&Secrets::from_master([master; 32]))
    }

    #[test]
    fn a_mark_is_found_again_wherever_it_stands_and_whatever_its_case() {
        let (returns, id) = (returns(7), Uuid::now_v7());
        let mark = returns.mark("Afi@Example.org", id);
        assert_eq!(mark.len(), MARK_LETTERS);
        for text in [
            format!("To: <retours+{mark}@karangou.example>"),
            format!("RETOURS+{}@KARANGOU.EXAMPLE", mark.to_uppercase()),
            format!("Subject: échec\r\nMessage-ID: <{id}.{mark}@karangou.example>\r\n"),
        ] {
            let found = returns.find(&text).unwrap();
            assert_eq!(found.address, AddressKey::of("afi@example.org "), "{text}");
            assert_eq!(u64::try_from(found.sent_at.as_second()).unwrap(), id.get_timestamp().unwrap().to_unix().0);
        }
        assert!(64 - MARK_LETTERS > "retours+".len(), "the local part of an address has 64 octets (RFC 5321 §4.5.3.1.1)");
    }

    #[test]
    fn a_mark_that_was_changed_or_is_of_another_installation_is_none() {
        let (ours, mark) = (returns(7), returns(7).mark("afi@example.org", Uuid::now_v7()));
        assert_eq!(returns(8).find(&mark), None);
        for at in 0..MARK_LETTERS {
            let mut turned = mark.clone();
            turned.replace_range(at..=at, if &mark[at..=at] == "a" { "b" } else { "a" });
            assert_eq!(ours.find(&turned), None, "{at}");
        }
        for wrong in ["", "é", &mark[1..], &format!("{mark}a"), &"a".repeat(MARK_LETTERS), &"a".repeat(100_000)] {
            assert_eq!(ours.find(wrong), None);
        }
    }
}
