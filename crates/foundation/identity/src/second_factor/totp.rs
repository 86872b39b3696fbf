//! Codes of an authenticator application.

use jiff::Timestamp;
use qrcode::{EcLevel, QrCode, render::svg};
use secrecy::SecretString;
use totp_rs::{Builder, Totp};

use super::TotpEnrolment;
use crate::IdentityError;

/// What the sealing key is derived for.
pub(super) const PURPOSE: &str = "identity totp v1";

fn totp(secret: &[u8], issuer: Option<&str>, account: &str) -> Result<Totp, IdentityError> {
    let builder = Builder::new().with_secret(secret.to_vec()).with_issuer(issuer.map(|name| name.replace(':', " ")));
    // The e-mail's shape rules a colon out; an application that reads one would split the label there.
    builder.with_account_name(account.replace(':', " ")).build().map_err(|error| IdentityError::internal(error.to_string()))
}

/// What to put into the application.
pub(super) fn enrolment(secret: &[u8], product: &str, email: &str) -> Result<TotpEnrolment, IdentityError> {
    let totp = totp(secret, Some(product), email)?;
    let url = totp.to_url().map_err(|error| IdentityError::internal(error.to_string()))?;
    let code = QrCode::with_error_correction_level(url.as_bytes(), EcLevel::M).map_err(IdentityError::internal)?;
    // Black on white whatever the theme: cameras want the contrast.
    let qr_svg = code
        .render::<svg::Color<'_>>()
        .min_dimensions(220, 220)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"))
        .build();
    let qr_svg = qr_svg.split_once("?>").map_or(qr_svg.as_str(), |(_declaration, svg)| svg).to_owned();
    let secret = totp_rs::Secret::from(secret.to_vec()).to_base32();
    Ok(TotpEnrolment { secret: SecretString::from(secret), url: SecretString::from(url), qr_svg })
}

/// Six digits, typed with or without spaces.
pub(super) fn digits(code: &str) -> Option<String> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

/// The step whose code this is, if it lies after the last accepted one (one step of clock difference is forgiven).
pub(super) fn accepted_step(secret: &[u8], code: &str, last_step: i64, now: Timestamp) -> Result<Option<i64>, IdentityError> {
    let Some(code) = digits(code) else { return Ok(None) };
    let seconds = u64::try_from(now.as_second()).map_err(IdentityError::internal)?;
    let step = totp(secret, None, "")?.check(&code, seconds).and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > last_step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    /// RFC 6238, appendix B, SHA-1: the last six of the eight digits.
    #[test]
    fn the_vectors_of_rfc_6238_are_accepted_once() {
        let secret = b"12345678901234567890";
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            let step = accepted_step(secret, code, 0, at(second)).unwrap();
            assert!(step.is_some(), "{second}");
            assert_eq!(accepted_step(secret, code, step.unwrap(), at(second)).unwrap(), None);
        }
    }

    #[test]
    fn codes_of_other_times_and_other_shapes_are_refused() {
        let secret = b"12345678901234567890";
        assert!(accepted_step(secret, " 287 082 ", 0, at(59)).unwrap().is_some());
        for (code, second) in
            [("287082", 59 + 91), ("28708", 59), ("2870822", 59), ("28708a", 59), ("", 59), ("２８７０８２", 59)]
        {
            assert_eq!(accepted_step(secret, code, 0, at(second)).unwrap(), None, "{code}");
        }
    }

    #[test]
    fn the_enrolment_names_product_and_account() {
        let enrolment = enrolment(&[7; 20], "Griot", "afi@example.org").unwrap();
        let url = enrolment.url.expose_secret();
        assert!(url.starts_with("otpauth://totp/Griot:afi%40example.org?"), "{url}");
        assert!(url.contains(enrolment.secret.expose_secret()));
        assert!(enrolment.qr_svg.trim_start().starts_with("<svg"));
    }
}
