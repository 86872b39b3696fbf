//! What is asked for a delivery, and what an answer must be. Pure.

use kernel::{Country, FieldError};
use payments::Phone;
use serde::{Deserialize, Serialize};

/// What a tier asks of its backers once they paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierAsks {
    /// Where to send it.
    pub address: bool,
    /// One question of the creator's: a size, a dedication.
    pub question: Option<String>,
}

impl TierAsks {
    /// Whether anything is asked.
    pub const fn is_something(&self) -> bool {
        self.address || self.question.is_some()
    }

    pub(crate) fn is_valid(&self) -> bool {
        self.question.as_ref().is_none_or(|question| {
            (3..=200).contains(&question.trim().chars().count()) && !question.chars().any(char::is_control)
        })
    }
}

/// Where to send something. Shows nothing of itself in logs.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Who receives it.
    pub name: String,
    /// Street and number, or how to find the house.
    pub line1: String,
    /// More of it; may be empty.
    pub line2: String,
    /// The city or village.
    pub city: String,
    /// The postal code; empty where there are none.
    pub postal_code: String,
    /// The country (ISO 3166-1 alpha-2).
    pub country: String,
    /// Whom the courier calls, in E.164 once it is stored.
    pub phone: String,
}

/// What a backer answers. Shows nothing of itself in logs.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Where to, where the tier asks for it.
    pub address: Option<Address>,
    /// The answer to its question, where it has one.
    pub answer: Option<String>,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(…)")
    }
}

impl std::fmt::Debug for Delivery {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Delivery(…)")
    }
}

/// The most characters of an answer.
const ANSWER_MAX: usize = 300;

/// Countries without whose code a parcel does not arrive, and how it is written: `9` a digit, `A` a letter (Universal Postal Union,
/// addressing systems). Everywhere else a code may be given, or not.
const POSTAL_CODES: [(&str, &str); 13] = [
    ("FR", "99999"),
    ("BE", "9999"),
    ("CH", "9999"),
    ("LU", "9999"),
    ("DE", "99999"),
    ("ES", "99999"),
    ("IT", "99999"),
    ("NL", "9999AA"),
    ("PT", "9999999"),
    ("AT", "9999"),
    ("CA", "A9A9A9"),
    ("US", "99999"),
    ("MA", "99999"),
];

impl Delivery {
    /// The answer as it is stored: what is asked and nothing else, trimmed, the telephone number in E.164. Or what is wrong, field by field.
    pub(super) fn read(&self, asks: &TierAsks) -> Result<Self, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let address = asks.address.then(|| self.address.clone().unwrap_or_default().read(&mut wrong));
        let answer = asks.question.is_some().then(|| self.answer.as_deref().unwrap_or_default().trim().to_owned());
        if let Some(answer) = &answer {
            require(answer, "answer", ANSWER_MAX, &mut wrong);
        }
        if wrong.is_empty() { Ok(Self { address, answer }) } else { Err(wrong) }
    }
}

impl Address {
    fn read(self, wrong: &mut Vec<FieldError>) -> Self {
        let trim = |text: String| text.trim().to_owned();
        let mut address = Self {
            name: trim(self.name),
            line1: trim(self.line1),
            line2: trim(self.line2),
            city: trim(self.city),
            postal_code: trim(self.postal_code).to_uppercase(),
            country: trim(self.country).to_uppercase(),
            phone: trim(self.phone),
        };
        require(&address.name, "name", 120, wrong);
        require(&address.line1, "line1", 200, wrong);
        if !fits(&address.line2, 200) {
            wrong.push(FieldError::new("line2", "crowdfunding-delivery-text"));
        }
        require(&address.city, "city", 100, wrong);
        if Country::parse(&address.country).is_none() {
            wrong.push(FieldError::new("country", "crowdfunding-country"));
        } else if !is_postal_code(&address.postal_code, &address.country) {
            wrong.push(FieldError::new("postal_code", "crowdfunding-delivery-postal-code"));
        }
        match Phone::parse(&address.phone, &address.country) {
            Some(phone) => phone.as_str().clone_into(&mut address.phone),
            None if address.phone.is_empty() => wrong.push(FieldError::new("phone", "field-required")),
            None => wrong.push(FieldError::new("phone", "crowdfunding-delivery-phone")),
        }
        address
    }
}

fn fits(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

fn require(text: &str, field: &'static str, most: usize, wrong: &mut Vec<FieldError>) {
    if text.is_empty() {
        wrong.push(FieldError::new(field, "field-required"));
    } else if !fits(text, most) {
        wrong.push(FieldError::new(field, "crowdfunding-delivery-text"));
    }
}

fn is_postal_code(code: &str, country: &str) -> bool {
    let letters: Vec<char> = code.chars().filter(|letter| ![' ', '-'].contains(letter)).collect();
    let is_plain = code.len() <= 12 && letters.iter().all(char::is_ascii_alphanumeric);
    match POSTAL_CODES.iter().find(|(known, _)| *known == country) {
        // Parcels find their way to a city of Morocco without it.
        Some(("MA", _)) if code.is_empty() => true,
        Some((_, form)) => {
            let is_written = |(letter, form): (&char, char)| match form {
                '9' => letter.is_ascii_digit(),
                _ => letter.is_ascii_alphabetic(),
            };
            // Four more digits are usual in the United States.
            let usual = if country == "US" && letters.len() == 9 { 5 } else { letters.len() };
            let whole = letters.get(..usual).unwrap_or_default();
            is_plain && whole.len() == form.len() && whole.iter().zip(form.chars()).all(is_written)
        }
        None => is_plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Address {
        Address {
            name: " Ama Kodjo ".into(),
            line1: "Maison bleue, derrière la pharmacie".into(),
            line2: String::new(),
            city: "Kpalimé".into(),
            postal_code: String::new(),
            country: "tg".into(),
            phone: "90 12 34 56".into(),
        }
    }

    fn everything() -> TierAsks {
        TierAsks { address: true, question: Some("Quelle taille ?".into()) }
    }

    #[test]
    fn an_answer_is_trimmed_and_only_what_is_asked_is_kept() {
        let given = Delivery { address: Some(address()), answer: Some(" L ".into()) };
        let read = given.read(&everything()).unwrap();
        let kept = read.address.unwrap();
        assert_eq!((kept.name.as_str(), kept.country.as_str(), kept.phone.as_str()), ("Ama Kodjo", "TG", "+22890123456"));
        assert_eq!(read.answer.as_deref(), Some("L"));
        let only = given.read(&TierAsks { address: false, question: everything().question }).unwrap();
        assert_eq!(only.address, None);
        assert_eq!(given.read(&TierAsks { address: true, question: None }).unwrap().answer, None);
        assert!(!format!("{given:?}").contains("Kodjo"));
    }

    #[test]
    fn every_wrong_field_is_named_with_why() {
        type Change = fn(&mut Address);
        let changes: [(&str, &str, Change); 14] = [
            ("name", "field-required", |to| to.name = "  ".into()),
            ("name", "crowdfunding-delivery-text", |to| to.name = "a".repeat(121)),
            ("line1", "field-required", |to| to.line1 = String::new()),
            ("line1", "crowdfunding-delivery-text", |to| to.line1 = "a\nb".into()),
            ("line2", "crowdfunding-delivery-text", |to| to.line2 = "é".repeat(201)),
            ("city", "field-required", |to| to.city = String::new()),
            ("postal_code", "crowdfunding-delivery-postal-code", |to| to.postal_code = "<b>".into()),
            ("postal_code", "crowdfunding-delivery-postal-code", |to| to.postal_code = "1234567890123".into()),
            ("phone", "field-required", |to| to.phone = String::new()),
            ("phone", "crowdfunding-delivery-phone", |to| to.phone = "12".into()),
            ("phone", "crowdfunding-delivery-phone", |to| to.phone = "pas de numéro".into()),
            ("postal_code", "crowdfunding-delivery-postal-code", |to| {
                (to.country, to.phone) = ("FR".into(), "06 12 34 56 78".into());
            }),
            ("country", "crowdfunding-country", |to| (to.country, to.phone) = ("XX".into(), "+22890123456".into())),
            ("country", "crowdfunding-country", |to| (to.country, to.phone) = (String::new(), "+22890123456".into())),
        ];
        for (field, code, change) in changes {
            let mut changed = address();
            change(&mut changed);
            let given = Delivery { address: Some(changed), answer: Some("L".into()) };
            let wrong = given.read(&everything()).unwrap_err();
            let wrong: Vec<_> = wrong.iter().map(|error| (error.field.as_ref(), error.code)).collect();
            assert_eq!(wrong, [(field, code)]);
        }
        let nothing = Delivery::default().read(&everything()).unwrap_err();
        let fields: Vec<_> = nothing.iter().map(|error| error.field.as_ref()).collect();
        assert_eq!(fields, ["name", "line1", "city", "country", "phone", "answer"]);
    }

    #[test]
    fn a_postal_code_is_as_its_country_writes_it() {
        for (country, code, holds) in [
            ("TG", "", true),
            ("TG", "BP 123", true),
            ("SN", "12500", true),
            ("FR", "75011", true),
            ("FR", "7501", false),
            ("CA", "H2X 1Y4", true),
            ("CA", "H2X 1YA", false),
            ("US", "10001-1234", true),
            ("US", "", false),
            ("NL", "1012 AB", true),
            ("PT", "1000-205", true),
            ("MA", "", true),
            ("MA", "2000", false),
        ] {
            assert_eq!(is_postal_code(code, country), holds, "{code} in {country}");
        }
    }
}
