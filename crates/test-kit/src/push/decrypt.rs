//! Decrypting a message as a browser does: RFC 8291 over RFC 8188 (`aes128gcm`), one record.

use aes_gcm::{
    Aes128Gcm, Nonce,
    aead::{Aead as _, KeyInit as _},
};
use hkdf::Hkdf;
use p256::{PublicKey, SecretKey};
use sha2::Sha256;

/// The text; none for whatever is not as the RFCs want it.
pub(super) fn open(key: &SecretKey, auth: &[u8; 16], body: &[u8]) -> Option<Vec<u8>> {
    let (salt, rest) = body.split_at_checked(16)?;
    let (record_size, rest) = rest.split_first_chunk::<4>()?;
    let (&id_length, rest) = rest.split_first()?;
    let (sender, record) = rest.split_at_checked(usize::from(id_length))?;
    if record.len() > usize::try_from(u32::from_be_bytes(*record_size)).ok()? {
        return None;
    }
    let shared = key.diffie_hellman(&PublicKey::from_sec1_bytes(sender).ok()?);
    let info = [b"WebPush: info\0", &*key.public_key().to_sec1_bytes(), sender].concat();
    let secret: [u8; 32] = derive(auth, shared.raw_secret_bytes(), &info)?;
    let content_key: [u8; 16] = derive(salt, &secret, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derive(salt, &secret, b"Content-Encoding: nonce\0")?;
    let mut plain = Aes128Gcm::new(&content_key.into()).decrypt(&Nonce::from(nonce), record).ok()?;
    // The last record ends with a 2 and padding (RFC 8188 §2).
    while plain.pop_if(|byte| *byte == 0).is_some() {}
    (plain.pop()? == 2).then_some(plain)
}

fn derive<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> Option<[u8; N]> {
    let mut key = [0; N];
    Hkdf::<Sha256>::new(Some(salt), secret).expand(info, &mut key).ok()?;
    Some(key)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    /// RFC 8291, appendix A.
    #[test]
    fn the_example_of_the_standard_is_read() {
        let key = SecretKey::from_slice(&bytes("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94")).unwrap();
        let auth: [u8; 16] = bytes("BTBZMqHH6r4Tts7J_aSIgg").try_into().unwrap();
        let body = bytes(
            "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
        );
        assert_eq!(open(&key, &auth, &body).unwrap(), b"When I grow up, I want to be a watermelon");
        let mut wrong = body.clone();
        wrong[100] ^= 1;
        assert_eq!(open(&key, &auth, &wrong), None);
        assert_eq!(open(&key, &[0; 16], &body), None);
    }
}
