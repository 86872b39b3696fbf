//! What the shop sells, in two windows: each house has an address, a currency and a program of its own.

use anyhow::Result;
use kernel::{Currency, Locale, Money};
use url::Url;

use crate::pictures::Picture;

/// A house that sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum House {
    /// Adjoa's, in Lomé.
    Adjoa,
    /// A cooperative of women in Marrakech.
    Tamounte,
}

impl House {
    pub(crate) const ALL: [Self; 2] = [Self::Adjoa, Self::Tamounte];

    /// What it is called.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Adjoa => "Maison Adjoa",
            Self::Tamounte => "Coopérative Tamounte",
        }
    }

    /// Its name in the addresses of browsers, which take it to this machine.
    pub(crate) const fn host(self) -> &'static str {
        match self {
            Self::Adjoa => "boutique.localhost",
            Self::Tamounte => "tamounte.localhost",
        }
    }

    /// What it sells in.
    pub(crate) const fn currency(self) -> Currency {
        match self {
            Self::Adjoa => Currency::Xof,
            Self::Tamounte => Currency::Mad,
        }
    }

    /// One line below its name.
    pub(super) const fn line(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::Adjoa, Locale::Fr) => "Tissus, soins, café et calebasses du Togo.",
            (Self::Adjoa, Locale::En) => "Cloth, care, coffee and calabashes from Togo.",
            (Self::Tamounte, Locale::Fr) => "Argan, savon noir et eau de rose, pressés et distillés à Marrakech.",
            (Self::Tamounte, Locale::En) => "Argan, black soap and rose water, pressed and distilled in Marrakech.",
        }
    }

    /// Whose name this is; the port does not matter.
    pub(crate) fn of_host(host: &str) -> Option<Self> {
        let name = host.split(':').next().unwrap_or_default();
        Self::ALL.into_iter().find(|house| house.host() == name)
    }

    /// Its first page, on the port of this address.
    pub(crate) fn url(self, shop: &Url) -> Result<Url> {
        let mut url = shop.clone();
        url.set_host(Some(self.host()))?;
        Ok(url)
    }

    pub(crate) fn wares(self) -> impl Iterator<Item = &'static Ware> + Clone {
        WARES.iter().filter(move |ware| ware.house == self)
    }
}

/// One of the things that are sold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ware {
    pub(crate) house: House,
    pub(crate) sku: &'static str,
    pub(crate) title: &'static str,
    pub(crate) english: &'static str,
    pub(crate) about: &'static str,
    pub(crate) category: &'static str,
    pub(crate) price_minor: i64,
    pub(crate) picture: Picture,
}

impl Ware {
    pub(crate) const fn price(&self) -> Money {
        Money::new(self.price_minor, self.house.currency())
    }

    /// Its page, on the port of this address.
    pub(crate) fn page(&self, shop: &Url) -> Result<Url> {
        Ok(self.house.url(shop)?.join(&format!("produits/{}", self.sku))?)
    }

    pub(crate) fn of(sku: &str) -> Option<&'static Self> {
        WARES.iter().find(|ware| ware.sku == sku)
    }
}

pub(crate) const WARES: [Ware; 10] = [
    Ware {
        house: House::Adjoa,
        sku: "PAGNE-06",
        title: "Pagne tissé, six yards",
        english: "Woven cloth, six yards",
        about: "Tissé à Kpalimé sur un métier à bandes étroites, coton et indigo.",
        category: "fashion",
        price_minor: 24_000,
        picture: Picture::Cloth,
    },
    Ware {
        house: House::Adjoa,
        sku: "KARITE-250",
        title: "Beurre de karité, 250 g",
        english: "Shea butter, 250 g",
        about: "Baratté à la main par une coopérative de Sokodé, sans rien d’ajouté.",
        category: "beauty",
        price_minor: 3_500,
        picture: Picture::Shea,
    },
    Ware {
        house: House::Adjoa,
        sku: "CAFE-500",
        title: "Café de Danyi, 500 g",
        english: "Danyi coffee, 500 g",
        about: "Robusta des plateaux, torréfié la semaine de l’envoi.",
        category: "food",
        price_minor: 5_000,
        picture: Picture::Coffee,
    },
    Ware {
        house: House::Adjoa,
        sku: "BISSAP-75",
        title: "Sirop de bissap, 75 cl",
        english: "Bissap syrup, 75 cl",
        about: "Fleurs d’hibiscus de la région des Savanes, menthe et gingembre. Une part de sirop, cinq d’eau fraîche.",
        category: "food",
        price_minor: 2_500,
        picture: Picture::Bissap,
    },
    Ware {
        house: House::Adjoa,
        sku: "CALEBASSE-01",
        title: "Calebasse pyrogravée",
        english: "Engraved calabash bowl",
        about: "Séchée, polie puis gravée au feu à Dapaong. Chacune a son dessin ; environ 26 cm.",
        category: "crafts",
        price_minor: 7_500,
        picture: Picture::Calabash,
    },
    Ware {
        house: House::Tamounte,
        sku: "ARGAN-100",
        title: "Huile d’argan cosmétique, 100 ml",
        english: "Argan oil for skin and hair, 100 ml",
        about: "Amandes crues, première pression à froid. Pour le visage, les pointes et les ongles.",
        category: "beauty",
        price_minor: 14_000,
        picture: Picture::Argan,
    },
    Ware {
        house: House::Tamounte,
        sku: "AMLOU-250",
        title: "Amlou aux amandes, 250 g",
        english: "Amlou almond spread, 250 g",
        about: "Amandes grillées, huile d’argan alimentaire et miel de thym, écrasés à la meule.",
        category: "food",
        price_minor: 9_500,
        picture: Picture::Amlou,
    },
    Ware {
        house: House::Tamounte,
        sku: "SAVON-200",
        title: "Savon noir à l’eucalyptus, 200 g",
        english: "Black soap with eucalyptus, 200 g",
        about: "La pâte d’olive du hammam, à laisser poser cinq minutes avant le gant.",
        category: "beauty",
        price_minor: 4_500,
        picture: Picture::Soap,
    },
    Ware {
        house: House::Tamounte,
        sku: "ROSE-200",
        title: "Eau de rose du Dadès, 200 ml",
        english: "Dadès rose water, 200 ml",
        about: "Distillée en mai à Kelâat M’Gouna, dans l’alambic de cuivre de la coopérative.",
        category: "beauty",
        price_minor: 6_000,
        picture: Picture::Rose,
    },
    Ware {
        house: House::Tamounte,
        sku: "TAJINE-28",
        title: "Tajine émaillé de Safi, 28 cm",
        english: "Glazed tagine from Safi, 28 cm",
        about: "Terre de Safi, émail sans plomb, peint à la main. Va au four et sur un feu doux.",
        category: "home",
        price_minor: 22_000,
        picture: Picture::Tagine,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ware_has_a_page_in_the_window_of_its_house() {
        let shop = Url::parse("http://boutique.localhost:8081/").unwrap();
        for ware in &WARES {
            let page = ware.page(&shop).unwrap();
            assert_eq!(page.host_str().and_then(House::of_host), Some(ware.house), "{page}");
            assert_eq!(page.port(), Some(8081));
            assert_eq!(WARES.iter().filter(|other| other.sku == ware.sku).count(), 1, "{}", ware.sku);
        }
        assert_eq!(House::of_host("tamounte.localhost:8081"), Some(House::Tamounte));
        assert_eq!(House::of_host("tamounte.localhost.evil.example"), None);
    }
}
