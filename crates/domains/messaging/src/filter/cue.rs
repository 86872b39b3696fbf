//! What the words around digits say they are.

use super::token::{Made, Token};

/// What a word announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// A telephone number follows.
    Phone,
    /// The number of an order, an invoice, a parcel, a company follows.
    Reference,
}

const PHONE: [&str; 58] = [
    "tel",
    "tels",
    "telephone",
    "telephones",
    "phone",
    "mobile",
    "portable",
    "cell",
    "cellphone",
    "gsm",
    "whatsapp",
    "watsapp",
    "whatsap",
    "wathsapp",
    "wsp",
    "wa",
    "appel",
    "appelle",
    "appelez",
    "appeler",
    "call",
    "calls",
    "ring",
    "joindre",
    "joins",
    "joignez",
    "joignable",
    "reach",
    "contact",
    "contacte",
    "contacter",
    "contactez",
    "numero",
    "numeros",
    "number",
    "num",
    "nums",
    "sms",
    "texto",
    "text",
    "viber",
    "signal",
    "telegram",
    "momo",
    "flooz",
    "tmoney",
    "fixe",
    "rappelle",
    "rappelez",
    "bigo",
    "biper",
    "bipe",
    "bipez",
    "wave",
    "imo",
    "ligne",
    "dial",
    "ecris",
];

const REFERENCE: [&str; 66] = [
    "commande",
    "commandes",
    "order",
    "orders",
    "facture",
    "factures",
    "invoice",
    "invoices",
    "ref",
    "refs",
    "reference",
    "references",
    "colis",
    "parcel",
    "suivi",
    "tracking",
    "dossier",
    "file",
    "ticket",
    "sku",
    "code",
    "codes",
    "ean",
    "barres",
    "barcode",
    "lot",
    "serie",
    "serial",
    "ice",
    "rc",
    "rccm",
    "nif",
    "patente",
    "cnss",
    "siret",
    "siren",
    "tva",
    "vat",
    "isbn",
    "transaction",
    "transactions",
    "identifiant",
    "id",
    "bon",
    "devis",
    "quote",
    "contrat",
    "contract",
    "compte",
    "account",
    "article",
    "produit",
    "product",
    "campagne",
    "campaign",
    "client",
    "customer",
    "licence",
    "license",
    "recu",
    "receipt",
    "expedition",
    "shipment",
    "modele",
    "version",
    "asin",
];

/// How many words are looked at before the digits.
const WORDS: usize = 6;
/// And how many tokens, so that a text of digits alone costs no more than another.
const TOKENS: usize = 40;

/// What the nearest word that says anything says; `at` is where the digits begin.
pub(super) fn before(tokens: &[Token], at: usize) -> Option<Cue> {
    let near = tokens[..at].iter().rev().take(TOKENS);
    let words = near.filter(|token| token.made == Made::Word).take(WORDS);
    let mut hinted = None;
    for word in words {
        if REFERENCE.contains(&word.text.as_str()) {
            return Some(Cue::Reference);
        }
        // "numéro de commande": that a number follows is said by what it is the number of.
        if ["numero", "numeros", "number", "num", "nums"].contains(&word.text.as_str()) {
            hinted = Some(Cue::Phone);
            continue;
        }
        if hinted.is_none() && PHONE.contains(&word.text.as_str()) {
            return Some(Cue::Phone);
        }
    }
    hinted
}

/// What makes digits an amount, a quantity or a measure when it stands after them.
const UNITS: [&str; 104] = [
    "f",
    "fr",
    "frs",
    "fcfa",
    "cfa",
    "xof",
    "xaf",
    "franc",
    "francs",
    "dh",
    "dhs",
    "mad",
    "dirham",
    "dirhams",
    "eur",
    "euro",
    "euros",
    "usd",
    "dollar",
    "dollars",
    "gbp",
    "ngn",
    "naira",
    "ghs",
    "cedis",
    "mille",
    "million",
    "millions",
    "milliard",
    "milliards",
    "thousand",
    "billion",
    "k",
    "m",
    "mio",
    "km",
    "cm",
    "mm",
    "g",
    "kg",
    "mg",
    "t",
    "tonne",
    "tonnes",
    "l",
    "ml",
    "cl",
    "mo",
    "go",
    "ko",
    "mb",
    "gb",
    "kb",
    "px",
    "pixels",
    "dpi",
    "w",
    "kw",
    "kwh",
    "v",
    "ms",
    "s",
    "sec",
    "secondes",
    "min",
    "minutes",
    "h",
    "heure",
    "heures",
    "hours",
    "jour",
    "jours",
    "days",
    "mois",
    "months",
    "ans",
    "years",
    "vues",
    "views",
    "abonnes",
    "followers",
    "subscribers",
    "likes",
    "clics",
    "clicks",
    "impressions",
    "visites",
    "visits",
    "ventes",
    "sales",
    "pieces",
    "unites",
    "units",
    "articles",
    "exemplaires",
    "copies",
    "personnes",
    "people",
    "habitants",
    "inhabitants",
    "utilisateurs",
    "users",
    "clients",
    "customers",
];

const MONEY: [&str; 11] = ["$", "€", "£", "₦", "%", "°", "¥", "‰", "×", "₵", "²"];

/// Whether the token here says that what stands before it is an amount.
pub(super) fn is_unit(token: &Token) -> bool {
    match token.made {
        Made::Word => UNITS.contains(&token.text.as_str()),
        Made::Sign => MONEY.contains(&token.text.as_str()),
        Made::Digits | Made::Space | Made::Newline => false,
    }
}

/// Whether the token here says that an amount follows.
pub(super) fn is_currency(token: &Token) -> bool {
    const BEFORE: [&str; 12] = ["fcfa", "cfa", "xof", "mad", "dh", "dhs", "eur", "usd", "$", "€", "£", "₦"];
    matches!(token.made, Made::Word | Made::Sign) && BEFORE.contains(&token.text.as_str())
}
