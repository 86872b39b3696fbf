use kernel::Id;
use platform::Secrets;
use proptest::prelude::*;

use super::*;

fn keyring(generation: u8) -> Keyring {
    Keyring::new(&Secrets::from_master([7; 32]), generation)
}

fn grant() -> Grant {
    Grant {
        film_id: Id::generate(),
        playback_id: Id::generate(),
        asset_id: Id::generate(),
        class: RungClass::Lite,
        expires_s: 1_800_000_000,
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn a_token_gives_back_what_was_granted_until_the_second_it_expires() {
    for class in [RungClass::Lite, RungClass::Full] {
        let grant = Grant { class, ..grant() };
        let token = keyring(0).sign(&grant);
        assert_eq!(token.len(), 96);
        assert_eq!(keyring(0).verify(&token, at(grant.expires_s - 1)), Ok(grant));
        assert_eq!(keyring(0).verify(&token, at(grant.expires_s)), Err(TokenError::Expired));
    }
}

#[test]
fn a_token_with_any_character_changed_is_refused() {
    let token = keyring(0).sign(&grant());
    for index in 0..token.len() {
        let mut changed = token.clone().into_bytes();
        changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(changed).unwrap();
        assert_eq!(keyring(0).verify(&changed, at(0)), Err(TokenError::Invalid), "character {index}");
    }
}

#[test]
fn a_token_of_another_installation_or_another_purpose_is_refused() {
    let foreign = Keyring::new(&Secrets::from_master([8; 32]), 0).sign(&grant());
    assert_eq!(keyring(0).verify(&foreign, at(0)), Err(TokenError::Invalid));
    let other_purpose = Keyring { keys: vec![(0, keyed(&Secrets::from_master([7; 32]).key("sessions")))] };
    assert_eq!(keyring(0).verify(&other_purpose.sign(&grant()), at(0)), Err(TokenError::Invalid));
}

#[test]
fn a_rotated_key_still_verifies_the_tokens_of_the_generation_before() {
    let grant = grant();
    let old = keyring(3).sign(&grant);
    assert_eq!(keyring(4).verify(&old, at(0)), Ok(grant));
    assert_eq!(keyring(5).verify(&old, at(0)), Err(TokenError::Invalid));
    assert_eq!(keyring(3).verify(&keyring(4).sign(&grant), at(0)), Err(TokenError::Invalid));
}

#[test]
fn data_saver_is_measured_by_the_shorter_side() {
    let allowed = [((640, 360), true), ((360, 640), true), ((854, 480), false), ((480, 854), false), ((426, 240), true)];
    for ((width, height), expected) in allowed {
        assert_eq!(RungClass::Lite.allows(width, height), expected, "{width}x{height}");
        assert!(RungClass::Full.allows(width, height));
    }
}

proptest! {
    #[test]
    fn no_text_but_a_signed_one_is_accepted(text in ".{0,120}") {
        prop_assert_eq!(keyring(0).verify(&text, at(0)), Err(TokenError::Invalid));
    }

    #[test]
    fn no_bytes_but_signed_ones_are_accepted(bytes in prop::array::uniform32(any::<u8>()), more in prop::collection::vec(any::<u8>(), 40)) {
        let text = URL_SAFE_NO_PAD.encode([bytes.as_slice(), &more].concat());
        prop_assert_eq!(keyring(0).verify(&text, at(0)), Err(TokenError::Invalid));
    }
}
