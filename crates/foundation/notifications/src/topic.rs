//! What notices are about, and the ways to tell them.

use serde::{Deserialize, Serialize};

/// What a person can want to hear of or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// One's own contributions: receipts, refunds.
    Contributions,
    /// News of the projects one contributed to.
    BackedProjects,
    /// One's own projects.
    OwnProjects,
    /// Answers to what one asked or wrote.
    Discussions,
    /// Who works with whom: requests, answers.
    Partnerships,
    /// What was earned, and paid.
    Sales,
    /// Messages of those one works with.
    Messages,
    /// One's own programs that are told of what happens.
    Integrations,
    /// How one is reached: told in the page and on devices, whatever one wants.
    Account,
}

impl Topic {
    /// Every topic, in the order of the page.
    pub const ALL: [Self; 9] = [
        Self::Contributions,
        Self::BackedProjects,
        Self::OwnProjects,
        Self::Discussions,
        Self::Partnerships,
        Self::Sales,
        Self::Messages,
        Self::Integrations,
        Self::Account,
    ];

    /// Whether a person chooses what they hear of it.
    pub const fn is_chosen(self) -> bool {
        !matches!(self, Self::Account)
    }

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contributions => "contributions",
            Self::BackedProjects => "backed_projects",
            Self::OwnProjects => "own_projects",
            Self::Discussions => "discussions",
            Self::Partnerships => "partnerships",
            Self::Sales => "sales",
            Self::Messages => "messages",
            Self::Integrations => "integrations",
            Self::Account => "account",
        }
    }

    /// The topic of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == word)
    }
}

/// A way to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// In the page.
    InApp,
    /// By letter.
    Email,
    /// On a device, by web push.
    Push,
    /// By SMS: what concerns one's own money, to who asks for it.
    Sms,
}

impl Channel {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::InApp, Self::Email, Self::Push, Self::Sms];

    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InApp => "in_app",
            Self::Email => "email",
            Self::Push => "push",
            Self::Sms => "sms",
        }
    }

    /// The way of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}
