//! The rules of vouchers. Pure.

use jiff::{SignedDuration, Timestamp};

use super::VoucherError;
use crate::{AttemptState, IntentState, attempt::is_waited_for};

/// How far an agent's clock may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);

/// A voucher that an agent shows, before anybody took cash for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case {
    pub(super) attempt: AttemptState,
    pub(super) intent: IntentState,
    pub(super) created_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

impl Case {
    /// When the cash was taken: as the agent's device says, never before the voucher was there nor after now.
    pub(super) fn taken_at(&self, said: Option<Timestamp>, now: Timestamp) -> Timestamp {
        said.unwrap_or(now).max(self.created_at).min(now)
    }

    /// Why no cash may be taken, or kept, for it.
    pub(super) fn refusal(&self, said: Option<Timestamp>, now: Timestamp) -> Option<VoucherError> {
        match self.intent {
            IntentState::Succeeded => return Some(VoucherError::PaidOtherwise),
            IntentState::Cancelled => return Some(VoucherError::Cancelled),
            IntentState::Expired => return Some(VoucherError::Expired),
            IntentState::Conflicted | IntentState::Secured => return Some(VoucherError::Replaced),
            IntentState::RequiresAction | IntentState::Processing => {}
        }
        if !is_waited_for(self.attempt, self.intent) {
            return Some(VoucherError::Replaced);
        }
        // What a device says of the future is not believed.
        let said = said.filter(|said| said.duration_since(now) <= AHEAD).unwrap_or(now);
        (said >= self.expires_at && self.taken_at(Some(said), now) >= self.expires_at).then_some(VoucherError::Expired)
    }
}

/// A code as it is stored: letters that look like digits are read as them (Crockford's base 32).
pub(super) fn read_code(typed: &str) -> Option<String> {
    let mut code = String::new();
    for letter in typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
        code.push(match letter.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            letter @ ('0'..='9' | 'A'..='H' | 'J' | 'K' | 'M' | 'N' | 'P'..='T' | 'V'..='Z') => letter,
            _ => return None,
        });
    }
    (code.len() == CODE_LETTERS).then_some(code)
}

/// The letters of a code.
pub(super) const CODE_LETTERS: usize = 8;

/// Eight letters and digits that nobody confuses, from forty random bits.
pub(super) fn new_code(random: [u8; CODE_LETTERS]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    random.iter().filter_map(|byte| LETTERS.get(usize::from(byte % 32))).map(|letter| char::from(*letter)).collect()
}

/// In two groups, for people.
pub(super) fn grouped(code: &str) -> String {
    match code.split_at_checked(CODE_LETTERS / 2) {
        Some((first, second)) => format!("{first} {second}"),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    fn case(attempt: AttemptState, intent: IntentState) -> Case {
        Case { attempt, intent, created_at: at(0), expires_at: at(3600) }
    }

    #[test]
    fn a_voucher_takes_cash_while_its_payment_waits_for_it() {
        use AttemptState as A;
        use IntentState as I;
        for (attempt, intent, expected) in [
            (A::Pending, I::Processing, None),
            (A::Sent, I::Processing, None),
            // The payer gave the voucher up, came all the same, and pays no other way.
            (A::Failed, I::RequiresAction, None),
            (A::Failed, I::Processing, Some(VoucherError::Replaced)),
            (A::Pending, I::Cancelled, Some(VoucherError::Cancelled)),
            (A::Failed, I::Succeeded, Some(VoucherError::PaidOtherwise)),
            (A::Pending, I::Expired, Some(VoucherError::Expired)),
            (A::Failed, I::Conflicted, Some(VoucherError::Replaced)),
        ] {
            assert_eq!(case(attempt, intent).refusal(None, at(60)), expected, "{attempt:?} {intent:?}");
        }
    }

    #[test]
    fn what_was_taken_in_time_may_be_sent_later() {
        let open = case(AttemptState::Pending, IntentState::Processing);
        for (said, now, expected) in [
            (None, 3599, None),
            (None, 3600, Some(VoucherError::Expired)),
            (Some(3599), 9000, None),
            (Some(3600), 9000, Some(VoucherError::Expired)),
            // A clock a little ahead.
            (Some(3700), 3500, None),
            // A clock of another year is no clock.
            (Some(90_000_000), 3500, None),
            (Some(90_000_000), 3700, Some(VoucherError::Expired)),
        ] {
            assert_eq!(open.refusal(said.map(at), at(now)), expected, "{said:?} {now}");
        }
        assert_eq!(open.taken_at(Some(at(-500)), at(60)), at(0), "not before it was there");
        assert_eq!(open.taken_at(Some(at(500)), at(60)), at(60), "not after now");
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        assert_eq!(read_code("k7qf-3m2x").as_deref(), Some("K7QF3M2X"));
        assert_eq!(read_code(" O1il 3m2x ").as_deref(), Some("01113M2X"));
        for wrong in ["", "K7QF", "K7QF 3M2X 9", "K7QF 3M2U", "K7QF_3M2X"] {
            assert_eq!(read_code(wrong), None, "{wrong}");
        }
        let code = new_code([0, 31, 32, 255, 7, 8, 9, 10]);
        assert_eq!(read_code(&grouped(&code)), Some(code));
    }
}
