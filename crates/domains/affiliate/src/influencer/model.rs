//! The rules of an influencer's profile. Pure.

use contracts::media::AssetId;
use kernel::FieldError;
use serde::{Deserialize, Serialize};

use crate::{
    AffiliateError,
    category::{self, CATEGORIES_MAX},
    check::{Check, Length},
};

const AUDIENCES_MAX: usize = 10;
const LANGUAGES_MAX: usize = 20;
const FOLLOWERS_MAX: i32 = 2_000_000_000;

/// The 183 languages of ISO 639-1.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en \
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl \
    km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os \
    pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug \
    uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Where people are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// Instagram.
    Instagram,
    /// `TikTok`.
    Tiktok,
    /// `YouTube`.
    Youtube,
    /// Facebook.
    Facebook,
    /// Snapchat.
    Snapchat,
    /// X.
    X,
    /// `WhatsApp`.
    Whatsapp,
    /// Telegram.
    Telegram,
    /// A blog of one's own.
    Blog,
    /// A podcast.
    Podcast,
    /// Another.
    Other,
}

impl Network {
    /// Every network, in the order of a menu.
    pub const ALL: [Self; 11] = [
        Self::Instagram,
        Self::Tiktok,
        Self::Youtube,
        Self::Facebook,
        Self::Snapchat,
        Self::X,
        Self::Whatsapp,
        Self::Telegram,
        Self::Blog,
        Self::Podcast,
        Self::Other,
    ];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Instagram => "instagram",
            Self::Tiktok => "tiktok",
            Self::Youtube => "youtube",
            Self::Facebook => "facebook",
            Self::Snapchat => "snapchat",
            Self::X => "x",
            Self::Whatsapp => "whatsapp",
            Self::Telegram => "telegram",
            Self::Blog => "blog",
            Self::Podcast => "podcast",
            Self::Other => "other",
        }
    }

    /// The network of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|network| network.as_str() == word)
    }
}

/// Where somebody is followed, as they say themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// On which network.
    pub network: Network,
    /// How they are called there, or the address of it.
    pub handle: String,
    /// By how many, as they say.
    pub followers: i32,
}

/// An influencer's profile as they write it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InfluencerDraft {
    /// How they are called.
    pub name: String,
    /// What they say of themselves.
    pub about: String,
    /// Where they are (ISO 3166-1 alpha-2).
    pub country: String,
    /// Where those are who follow them.
    pub countries: Vec<String>,
    /// In which languages they speak (ISO 639-1).
    pub languages: Vec<String>,
    /// What they speak of, in words of [`Affiliate::categories`](crate::Affiliate::categories).
    pub categories: Vec<String>,
    /// An image that they uploaded.
    pub picture: Option<AssetId>,
    /// Where they are followed.
    pub audiences: Vec<Audience>,
}

/// The language of a code of two letters, in either case.
pub(crate) fn language(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_lowercase();
    LANGUAGES.split_ascii_whitespace().any(|known| known == code).then_some(code)
}

impl InfluencerDraft {
    /// The same as it is kept, or what keeps it from being kept.
    pub(super) fn checked(&self) -> Result<Self, AffiliateError> {
        let mut check = Check::default();
        let draft = Self {
            name: check.line("name", &self.name, Length(2, 120)),
            about: check.text("about", &self.about, 5000),
            country: check.country("country", &self.country),
            countries: check.countries("countries", &self.countries),
            languages: check.words("languages", &self.languages, LANGUAGES_MAX, language),
            categories: check.words("categories", &self.categories, CATEGORIES_MAX, category::word),
            picture: self.picture,
            audiences: audiences(&mut check, &self.audiences),
        };
        check.finish(draft)
    }

    /// Whether everybody may see it: a merchant must learn who they speak to, and where.
    pub(super) fn require_complete(&self) -> Result<(), AffiliateError> {
        let mut check = Check::default();
        check.require(!self.about.is_empty(), "about", "field-required");
        check.require(!self.languages.is_empty(), "languages", "field-required");
        check.require(!self.categories.is_empty(), "categories", "field-required");
        check.require(!self.audiences.is_empty(), "audiences", "field-required");
        check.finish(())
    }
}

fn audiences(check: &mut Check, given: &[Audience]) -> Vec<Audience> {
    if given.len() > AUDIENCES_MAX {
        check.refuse(FieldError::new("audiences", "field-too-many").with("max", AUDIENCES_MAX));
        return Vec::new();
    }
    let mut kept: Vec<Audience> = Vec::new();
    for (place, audience) in given.iter().enumerate() {
        let handle = check.line(format!("audiences.{place}.handle"), &audience.handle, Length(1, 200));
        if !(0..=FOLLOWERS_MAX).contains(&audience.followers) {
            let field = format!("audiences.{place}.followers");
            check.refuse(FieldError::new(field, "field-out-of-range").with("min", 0).with("max", FOLLOWERS_MAX));
        }
        let twice = kept.iter().any(|other| other.network == audience.network && other.handle == handle);
        check.require(!twice, format!("audiences.{place}.handle"), "affiliate-audience-twice");
        kept.push(Audience { handle, ..*audience });
    }
    kept
}

#[cfg(test)]
mod tests {
    use kernel::AppError as _;

    use super::*;

    fn draft() -> InfluencerDraft {
        InfluencerDraft {
            name: "Aïcha".into(),
            about: "Cuisine de Fès.".into(),
            country: "MA".into(),
            countries: vec!["MA".into()],
            languages: vec!["fr".into(), "AR".into()],
            categories: vec!["food".into()],
            picture: None,
            audiences: vec![Audience { network: Network::Tiktok, handle: " @aicha ".into(), followers: 1200 }],
        }
    }

    type Change = fn(&mut InfluencerDraft);

    #[test]
    fn a_draft_is_kept_clean_or_each_wrong_field_is_named() {
        let kept = draft().checked().unwrap();
        assert_eq!((kept.languages.join(" "), kept.audiences[0].handle.as_str()), ("fr ar".into(), "@aicha"));
        let changes: [(&str, Change); 7] = [
            ("name", |draft| draft.name = String::new()),
            ("country", |draft| draft.country = "ZZ".into()),
            ("languages", |draft| draft.languages = vec!["xx".into()]),
            ("audiences", |draft| draft.audiences = vec![draft.audiences[0].clone(); 11]),
            ("audiences.1.handle", |draft| draft.audiences.push(draft.audiences[0].clone())),
            ("audiences.0.handle", |draft| draft.audiences[0].handle = " ".into()),
            ("audiences.0.followers", |draft| draft.audiences[0].followers = -1),
        ];
        for (field, change) in changes {
            let mut changed = draft();
            change(&mut changed);
            let error = changed.checked().unwrap_err();
            let fields: Vec<_> = error.fields().iter().map(|error| error.field.as_ref()).collect();
            assert_eq!(fields, [field]);
        }
    }

    #[test]
    fn languages_are_those_of_the_standard() {
        assert_eq!(LANGUAGES.split_ascii_whitespace().count(), 183);
        assert_eq!(language(" EE ").as_deref(), Some("ee"));
        assert_eq!(language("fra"), None);
    }
}
