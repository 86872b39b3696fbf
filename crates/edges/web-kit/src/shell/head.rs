//! The head of a page: styles, what search engines and shared links read, the token for scripts.

use kernel::Locale;
use maud::{Markup, html};

use super::Shell;
use crate::{assets, preferences::Brand, ui};

impl Shell<'_> {
    pub(super) fn head(&self) -> Markup {
        let visit = self.visit;
        let brand = self.brand.unwrap_or(visit.brand);
        let full_title =
            if self.title.is_empty() { brand.name().to_owned() } else { format!("{} · {}", self.title, brand.name()) };
        html! {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
            title { (full_title) }
            // No style of what is there is copied onto what comes: the policy refuses inline styles.
            meta name="htmx-config" content=r#"{"defaultSettleDelay":0}"#;
            link rel="stylesheet" href=(assets::url("base.css"));
            @if !visit.lite { link rel="stylesheet" href=(assets::url("fonts.css")); }
            @for script in &self.scripts { @for style in assets::styles(script) { link rel="stylesheet" href=(style); } }
            script type="module" src=(assets::url("base.ts")) {}
            @for script in &self.scripts { script type="module" src=(assets::url(script)) {} }
            (theme_colour(brand))
            link rel="icon" href="/favicon.ico" sizes="32x32";
            link rel="icon" href=(assets::url("icon.svg")) type="image/svg+xml";
            link rel="apple-touch-icon" href="/apple-touch-icon.png";
            link rel="manifest" href="/manifest.webmanifest";
            @if visit.context.has_binding() { meta name="csrf-token" content=(visit.csrf()); }
            (self.for_search())
            (self.for_sharing(&full_title))
            @for value in &self.json_ld { (ui::json_block("application/ld+json", value)) }
        }
    }

    fn for_search(&self) -> Markup {
        let visit = self.visit;
        let path = self.canonical.as_deref().unwrap_or(&visit.path);
        html! {
            @if let Some(text) = &self.description { meta name="description" content=(text); }
            @if self.indexed { link rel="canonical" href=(visit.absolute_url(path)); } @else { meta name="robots" content="noindex"; }
            @if self.indexed {
                @for locale in Locale::ALL {
                    link rel="alternate" hreflang=(locale.as_str()) href=(visit.absolute(&visit.url_in(locale, path)));
                }
                link rel="alternate" hreflang="x-default" href=(visit.absolute(path));
            }
            @for (kind, path) in &self.feed { link rel="alternate" type=(kind) href=(path); }
        }
    }

    fn for_sharing(&self, full_title: &str) -> Markup {
        let visit = self.visit;
        if !self.indexed {
            return html! {};
        }
        let path = self.canonical.as_deref().unwrap_or(&visit.path);
        let title = if self.title.is_empty() { full_title } else { &self.title };
        let (locale, other) = match visit.locale {
            Locale::Fr => ("fr_FR", "en_GB"),
            Locale::En => ("en_GB", "fr_FR"),
        };
        let image = self.og_image.as_deref().unwrap_or("/og.png");
        html! {
            meta property="og:site_name" content=(self.brand.unwrap_or(visit.brand).name());
            meta property="og:type" content=(self.og_type);
            meta property="og:title" content=(title);
            @if let Some(text) = &self.description { meta property="og:description" content=(text); }
            meta property="og:url" content=(visit.absolute_url(path));
            meta property="og:locale" content=(locale);
            meta property="og:locale:alternate" content=(other);
            meta property="og:image" content=(visit.absolute(image));
            meta property="og:image:width" content="1200";
            meta property="og:image:height" content="630";
            meta name="twitter:card" content="summary_large_image";
        }
    }
}

fn theme_colour(brand: Brand) -> Markup {
    let (light, dark) = match brand {
        Brand::Karangou => ("#FBF8F3", "#14100D"),
        Brand::Mona => ("#FAFAFC", "#121016"),
        Brand::ShareYourSales => ("#F7FAF9", "#0D1513"),
    };
    html! {
        meta name="theme-color" content=(light) media="(prefers-color-scheme: light)";
        meta name="theme-color" content=(dark) media="(prefers-color-scheme: dark)";
    }
}
