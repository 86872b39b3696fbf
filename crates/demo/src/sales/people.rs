//! Who recommends: what the pages of three influencers say, and the links that they begin with.

use affiliate::{Audience, InfluencerDraft, Network};

use crate::{pictures::Picture, shop::House};

/// An influencer of the demo.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Star {
    pub(crate) email: &'static str,
    pub(crate) name: &'static str,
    pub(crate) portrait: Picture,
    about: &'static str,
    country: &'static str,
    countries: &'static [&'static str],
    languages: &'static [&'static str],
    categories: &'static [&'static str],
    audiences: &'static [(Network, &'static str, i32)],
    /// With whom they work.
    pub(super) deals: &'static [Deal],
}

/// What an influencer has with a house.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deal {
    pub(super) house: House,
    pub(super) asks: &'static str,
    pub(super) answer: &'static str,
    /// Whether in the group with the better terms.
    pub(super) is_favoured: bool,
    pub(super) links: &'static [FirstLink],
    /// A code that the shop knows.
    pub(super) code: Option<&'static str>,
}

/// A link that somebody begins with.
#[derive(Debug, Clone, Copy)]
pub(super) struct FirstLink {
    /// The last part of its address.
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    pub(super) sku: &'static str,
}

const fn link(key: &'static str, label: &'static str, sku: &'static str) -> FirstLink {
    FirstLink { key, label, sku }
}

pub(super) const SALMAS_CODE: &str = "SALMA10";

pub(crate) const AWA: Star = Star {
    email: "awa@demo.griot.example",
    name: "Awa Diallo",
    portrait: Picture::Awa,
    about: "Mode et cuisine d’Afrique de l’Ouest, une recette ou une tenue par jour.",
    country: "TG",
    countries: &["TG", "SN", "FR"],
    languages: &["fr", "ee"],
    categories: &["fashion", "food"],
    audiences: &[(Network::Tiktok, "@awa.cuisine", 48_200), (Network::Instagram, "@awa.tenues", 21_700)],
    deals: &[Deal {
        house: House::Adjoa,
        asks: "Bonjour ! Je porte vos pagnes depuis des années.",
        answer: "Bienvenue, Awa.",
        is_favoured: true,
        links: &[link("awa-pagne", "Bio TikTok", "PAGNE-06")],
        code: None,
    }],
};

pub(crate) const SALMA: Star = Star {
    email: "salma@demo.griot.example",
    name: "Salma El Idrissi",
    portrait: Picture::Salma,
    about: "Le hammam, l’argan et les gestes de ma grand-mère, expliqués simplement depuis Casablanca.",
    country: "MA",
    countries: &["MA", "FR", "BE"],
    languages: &["fr", "ar"],
    categories: &["beauty", "health"],
    audiences: &[(Network::Instagram, "@salma.hammam", 83_400), (Network::Youtube, "@salmaelidrissi", 12_900)],
    deals: &[
        Deal {
            house: House::Tamounte,
            asks: "Votre huile est dans toutes mes vidéos : faisons-le ensemble.",
            answer: "Bienvenue Salma, les femmes de la coopérative vous suivent déjà.",
            is_favoured: true,
            links: &[
                link("salma-argan", "Réel : trois gouttes d’argan", "ARGAN-100"),
                link("salma-hammam", "Le rituel du dimanche", "SAVON-200"),
            ],
            code: Some(SALMAS_CODE),
        },
        Deal {
            house: House::Adjoa,
            asks: "Karité et argan vont bien ensemble. Je peux en parler ?",
            answer: "Avec plaisir !",
            is_favoured: false,
            links: &[],
            code: None,
        },
    ],
};

pub(crate) const IDRISS: Star = Star {
    email: "idriss@demo.griot.example",
    name: "Idriss Bennani",
    portrait: Picture::Idriss,
    about: "Je mange le Maroc, une ville par semaine. Carnets de route et recettes de marché.",
    country: "MA",
    countries: &["MA", "FR", "SN"],
    languages: &["fr", "ar", "en"],
    categories: &["food", "travel"],
    audiences: &[(Network::Youtube, "@idrissmange", 36_100), (Network::Tiktok, "@idriss.bennani", 9_800)],
    deals: &[Deal {
        house: House::Tamounte,
        asks: "Je tourne à Marrakech la semaine prochaine : l’amlou mérite son épisode.",
        answer: "Passez nous voir, le thé est prêt.",
        is_favoured: false,
        links: &[link("idriss-amlou", "Épisode 41 : Marrakech", "AMLOU-250"), link("idriss-tajine", "Mon tajine", "TAJINE-28")],
        code: None,
    }],
};

/// Everybody who recommends.
pub(crate) const STARS: [Star; 3] = [AWA, SALMA, IDRISS];

impl Star {
    /// Their page.
    pub(super) fn page(&self) -> InfluencerDraft {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        let audiences =
            self.audiences.iter().map(|&(network, handle, followers)| Audience { network, handle: handle.into(), followers });
        InfluencerDraft {
            name: self.name.into(),
            about: self.about.into(),
            country: self.country.into(),
            countries: words(self.countries),
            languages: words(self.languages),
            categories: words(self.categories),
            picture: None,
            audiences: audiences.collect(),
        }
    }

    pub(super) fn deal(&self, house: House) -> Option<&Deal> {
        self.deals.iter().find(|deal| deal.house == house)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shop::Ware;

    #[test]
    fn every_link_leads_to_a_ware_of_the_house_it_is_for() {
        let deals = STARS.iter().flat_map(|star| star.deals);
        for (deal, link) in deals.flat_map(|deal| deal.links.iter().map(move |link| (deal, link))) {
            assert_eq!(Ware::of(link.sku).map(|ware| ware.house), Some(deal.house), "{}", link.key);
        }
    }
}
