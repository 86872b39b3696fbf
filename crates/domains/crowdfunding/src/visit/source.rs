//! By which way somebody came to a project: what the link says of itself, else the page it stood on. Pure.

use serde::{Serialize, Serializer};

/// A way to a project. Its word is what links carry, tables show and rows store.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Typed, kept, or from where nothing tells.
    Direct,
    /// The address that the project's page gives to copy.
    Link,
    /// The QR code of the project's page.
    Qr,
    /// A letter.
    Email,
    /// `WhatsApp`.
    Whatsapp,
    /// Facebook and Messenger.
    Facebook,
    /// X, once Twitter.
    X,
    /// Telegram.
    Telegram,
    /// Instagram.
    Instagram,
    /// `TikTok`.
    Tiktok,
    /// `YouTube`.
    Youtube,
    /// `LinkedIn`.
    Linkedin,
    /// A search engine.
    Search,
    /// The page of a film that the project is about.
    Film,
    /// Another page of this site.
    Inside,
    /// Another site.
    Site(SiteName),
    /// A site without a proper name, or one too many.
    Other,
}

/// The name of a site: lower case, without `www.`, at most eighty characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SiteName(String);

impl SiteName {
    /// A host as addresses have it; none for a number, a local name, or what is no host.
    pub fn parse(host: &str) -> Option<Self> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let host = host.strip_prefix("www.").unwrap_or(&host);
        let is_label = |label: &str| {
            let inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
            !label.is_empty() && label.bytes().all(inside) && !label.starts_with('-') && !label.ends_with('-')
        };
        let top = host.rsplit_once('.').map(|(_, top)| top)?;
        let is_name = top.starts_with("xn--") || (top.len() >= 2 && !top.bytes().any(|byte| byte.is_ascii_digit()));
        ((4..=80).contains(&host.len()) && is_name && host.split('.').all(is_label)).then(|| Self(host.to_owned()))
    }

    /// As it is shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the host of a page says of itself, by the end of its name.
static HOSTS: [(&str, Source); 25] = [
    ("facebook.com", Source::Facebook),
    ("fb.com", Source::Facebook),
    ("fb.me", Source::Facebook),
    ("messenger.com", Source::Facebook),
    ("whatsapp.com", Source::Whatsapp),
    ("wa.me", Source::Whatsapp),
    ("twitter.com", Source::X),
    ("x.com", Source::X),
    ("t.co", Source::X),
    ("telegram.org", Source::Telegram),
    ("telegram.me", Source::Telegram),
    ("t.me", Source::Telegram),
    ("instagram.com", Source::Instagram),
    ("tiktok.com", Source::Tiktok),
    ("youtube.com", Source::Youtube),
    ("youtu.be", Source::Youtube),
    ("linkedin.com", Source::Linkedin),
    ("lnkd.in", Source::Linkedin),
    ("bing.com", Source::Search),
    ("duckduckgo.com", Source::Search),
    ("ecosia.org", Source::Search),
    ("qwant.com", Source::Search),
    ("startpage.com", Source::Search),
    ("search.brave.com", Source::Search),
    ("mail.google.com", Source::Email),
];

/// Programs of phones, which send their own name in place of a host (`android-app://com.whatsapp`).
static PROGRAMS: [(&str, Source); 9] = [
    ("com.google.android.googlequicksearchbox", Source::Search),
    ("com.google.android.gm", Source::Email),
    ("com.facebook.katana", Source::Facebook),
    ("com.facebook.orca", Source::Facebook),
    ("com.whatsapp", Source::Whatsapp),
    ("org.telegram.messenger", Source::Telegram),
    ("com.instagram.android", Source::Instagram),
    ("com.twitter.android", Source::X),
    ("com.linkedin.android", Source::Linkedin),
];

/// Words that others put into links for the same ways.
static ALIASES: [(&str, Source); 8] = [
    ("wa", Source::Whatsapp),
    ("fb", Source::Facebook),
    ("messenger", Source::Facebook),
    ("twitter", Source::X),
    ("ig", Source::Instagram),
    ("newsletter", Source::Email),
    ("mail", Source::Email),
    ("google", Source::Search),
];

impl Source {
    /// Every way that has a word of its own.
    pub const NAMED: [Self; 16] = [
        Self::Direct,
        Self::Link,
        Self::Qr,
        Self::Email,
        Self::Whatsapp,
        Self::Facebook,
        Self::X,
        Self::Telegram,
        Self::Instagram,
        Self::Tiktok,
        Self::Youtube,
        Self::Linkedin,
        Self::Search,
        Self::Film,
        Self::Inside,
        Self::Other,
    ];

    /// What kind of way it is, in one word.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Link => "link",
            Self::Qr => "qr",
            Self::Email => "email",
            Self::Whatsapp => "whatsapp",
            Self::Facebook => "facebook",
            Self::X => "x",
            Self::Telegram => "telegram",
            Self::Instagram => "instagram",
            Self::Tiktok => "tiktok",
            Self::Youtube => "youtube",
            Self::Linkedin => "linkedin",
            Self::Search => "search",
            Self::Film => "film",
            Self::Inside => "inside",
            Self::Site(_) => "site",
            Self::Other => "other",
        }
    }

    /// The stored word: its kind, and the name of a site behind a colon.
    pub fn word(&self) -> String {
        match self {
            Self::Site(site) => format!("site:{}", site.as_str()),
            named => named.kind().to_owned(),
        }
    }

    /// The way of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        match word.strip_prefix("site:") {
            Some(host) => SiteName::parse(host).filter(|site| site.as_str() == host).map(Self::Site),
            None => Self::NAMED.into_iter().find(|source| source.kind() == word),
        }
    }

    /// The way that a link says of itself (`src`, `utm_source`), in our words or in usual ones. None for any other word.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let word = tag.trim().to_ascii_lowercase();
        let alias = || ALIASES.iter().find(|(alias, _)| *alias == word).map(|(_, source)| source.clone());
        Self::parse(&word).or_else(alias)
    }

    /// The way that the host of another site's page is, or the name of a program.
    pub fn of_host(host: &str) -> Self {
        let Some(site) = SiteName::parse(host) else { return Self::Other };
        let name = site.as_str();
        let known = HOSTS.iter().find(|(end, _)| name == *end || name.strip_suffix(*end).is_some_and(|rest| rest.ends_with('.')));
        let program = || PROGRAMS.iter().find(|(program, _)| *program == name);
        match known.or_else(program) {
            Some((_, source)) => source.clone(),
            None if is_search(name) => Self::Search,
            None => Self::Site(site),
        }
    }
}

/// Search engines that have a name in every country: `google.tg`, `google.co.ma`, `fr.search.yahoo.com`.
fn is_search(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    matches!(labels.as_slice(), ["google" | "yandex", rest @ ..] if rest.len() <= 2)
        || matches!(labels.as_slice(), [.., "search", "yahoo", _] | ["search", "yahoo", _, _])
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_as_it_was_written_and_no_other() {
        for source in Source::NAMED.into_iter().chain([Source::of_host("www.Jeune-Afrique.com")]) {
            assert_eq!(Source::parse(&source.word()), Some(source));
        }
        for word in ["", "Direct", "site:", "site:www.a.com", "site:localhost", "site:10.0.0.1", "site:a b.com", "newsletter"] {
            assert_eq!(Source::parse(word), None, "{word}");
        }
        assert_eq!(Source::parse(&format!("site:{}.com", "a".repeat(80))), None);
    }

    #[test]
    fn links_say_what_they_are_in_usual_words_too() {
        for (tag, source) in [
            ("whatsapp", Some(Source::Whatsapp)),
            (" FB ", Some(Source::Facebook)),
            ("Twitter", Some(Source::X)),
            ("qr", Some(Source::Qr)),
            ("campagne-42", None),
            ("<script>", None),
            ("", None),
        ] {
            assert_eq!(Source::of_tag(tag), source, "{tag}");
        }
    }

    #[test]
    fn a_host_is_a_search_a_network_by_name_or_a_site() {
        for (host, word) in [
            ("www.google.tg", "search"),
            ("google.co.ma", "search"),
            ("fr.search.yahoo.com", "search"),
            ("search.brave.com", "search"),
            ("com.google.android.googlequicksearchbox", "search"),
            ("mail.google.com", "email"),
            ("l.facebook.com", "facebook"),
            ("m.facebook.com", "facebook"),
            ("com.whatsapp", "whatsapp"),
            ("t.co", "x"),
            ("www.x.com", "x"),
            ("netflix.com", "site:netflix.com"),
            ("google.evil.example.com", "site:google.evil.example.com"),
            ("notfacebook.com", "site:notfacebook.com"),
            ("WWW.Jeune-Afrique.COM.", "site:jeune-afrique.com"),
            ("41.207.0.1", "other"),
            ("intranet", "other"),
            ("bad_host.com", "other"),
        ] {
            assert_eq!(Source::of_host(host).word(), word, "{host}");
        }
    }
}
