//! Films in lists: the poster card and the rail.

use maud::{Markup, Render, html};

use super::Icon;

/// A poster 2:3. Without a picture, or in data-saver, its colour and the woven strip.
#[derive(Debug, Clone)]
pub struct Poster {
    title: String,
    image: Option<PosterImage>,
    colour: Option<String>,
}

#[derive(Debug, Clone)]
struct PosterImage {
    url: String,
    srcset: Option<String>,
    avif: Option<String>,
    eager: bool,
}

impl Poster {
    /// The poster of a film without picture.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), image: None, colour: None }
    }

    /// The picture, about 320 px wide; give none in data-saver.
    #[must_use]
    pub fn image(mut self, url: Option<String>) -> Self {
        self.image = url.map(|url| PosterImage { url, srcset: None, avif: None, eager: false });
        self
    }

    /// Other widths: `"/…/320 320w, /…/640 640w"`.
    #[must_use]
    pub fn srcset(mut self, srcset: impl Into<String>) -> Self {
        if let Some(image) = &mut self.image {
            image.srcset = Some(srcset.into());
        }
        self
    }

    /// The same widths as AVIF, at two thirds of the bytes, for browsers that read it.
    #[must_use]
    pub fn avif(mut self, srcset: impl Into<String>) -> Self {
        if let Some(image) = &mut self.image {
            image.avif = Some(srcset.into());
        }
        self
    }

    /// The picture is what the visitor sees first: fetched at once.
    #[must_use]
    pub fn eager(mut self) -> Self {
        if let Some(image) = &mut self.image {
            image.eager = true;
        }
        self
    }

    /// The colour before, or instead of, the picture: `#3a2418`.
    #[must_use]
    pub fn colour(mut self, colour: Option<String>) -> Self {
        self.colour = colour;
        self
    }
}

impl Render for Poster {
    fn render(&self) -> Markup {
        self.with_progress(None)
    }
}

impl Poster {
    fn with_progress(&self, progress: Option<(u64, u64)>) -> Markup {
        html! {
            span.poster {
                @if let Some(colour) = &self.colour {
                    svg.poster-colour aria-hidden="true" viewBox="0 0 2 3" preserveAspectRatio="none" { rect width="2" height="3" fill=(colour) {} }
                }
                @match &self.image {
                    Some(image) => (image),
                    None => span.poster-empty aria-hidden="true" { span.strip {} span.poster-title { (self.title) } },
                }
                @if let Some((value, max)) = progress { progress.film-progress value=(value) max=(max) aria-hidden="true" {} }
            }
        }
    }
}

/// How wide a poster of a list is shown.
const POSTER_SIZES: &str = "(min-width: 768px) 180px, 40vw";

impl Render for PosterImage {
    fn render(&self) -> Markup {
        let sizes = self.srcset.as_ref().map(|_| POSTER_SIZES);
        html! {
            picture {
                @if let Some(avif) = &self.avif { source type="image/avif" srcset=(avif) sizes=(POSTER_SIZES); }
                img src=(self.url) srcset=[self.srcset.as_deref()] sizes=[sizes] width="320" height="480" alt="" decoding="async"
                    loading=(if self.eager { "eager" } else { "lazy" }) fetchpriority=[self.eager.then_some("high")];
            }
        }
    }
}

/// A film in a list: poster, title, one line of facts.
#[derive(Debug, Clone)]
pub struct FilmCard {
    href: String,
    title: String,
    lang: Option<String>,
    poster: Poster,
    facts: Vec<String>,
    progress: Option<(u64, u64)>,
    badge: Option<Markup>,
}

impl FilmCard {
    /// A film and its page.
    pub fn new(href: impl Into<String>, title: impl Into<String>) -> Self {
        let title = title.into();
        Self { href: href.into(), poster: Poster::new(&title), title, lang: None, facts: Vec::new(), progress: None, badge: None }
    }

    /// The language of the title, when it is another one than the page's.
    #[must_use]
    pub fn lang(mut self, tag: impl Into<String>) -> Self {
        self.lang = Some(tag.into());
        self
    }

    /// Its poster.
    #[must_use]
    pub fn poster(mut self, poster: Poster) -> Self {
        self.poster = poster;
        self
    }

    /// One more fact: duration, weight, year.
    #[must_use]
    pub fn fact(mut self, fact: impl Into<String>) -> Self {
        self.facts.push(fact.into());
        self
    }

    /// How much was watched: value of maximum.
    #[must_use]
    pub fn watched(mut self, value: u64, max: u64) -> Self {
        self.progress = Some((value, max));
        self
    }

    /// A state over the poster.
    #[must_use]
    pub fn badge(mut self, badge: impl Render) -> Self {
        self.badge = Some(badge.render());
        self
    }
}

impl Render for FilmCard {
    fn render(&self) -> Markup {
        html! {
            article.film-card {
                a.film-link href=(self.href) {
                    (self.poster.with_progress(self.progress))
                    span.film-title lang=[self.lang.as_deref()] { (self.title) }
                }
                @if let Some(badge) = &self.badge { span.film-badge { (badge) } }
                p.film-facts { @for (at, fact) in self.facts.iter().enumerate() { @if at > 0 { " · " } span { (fact) } } }
            }
        }
    }
}

/// A row of cards that scrolls sideways, with a link to all of them.
#[derive(Debug, Clone)]
pub struct Rail {
    title: String,
    href: Option<(String, String)>,
    items: Vec<Markup>,
}

impl Rail {
    /// A titled row.
    pub fn new(title: impl Into<String>, items: impl IntoIterator<Item = impl Render>) -> Self {
        Self { title: title.into(), href: None, items: items.into_iter().map(|item| item.render()).collect() }
    }

    /// Where all of them are: label and address.
    #[must_use]
    pub fn all(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.href = Some((label.into(), href.into()));
        self
    }
}

impl Render for Rail {
    fn render(&self) -> Markup {
        html! {
            section.rail {
                div.section-head {
                    h2 { (self.title) }
                    @if let Some((label, href)) = &self.href { a.rail-all href=(href) { (label) (Icon::ArrowRight) } }
                }
                ul.rail-items tabindex="0" aria-label=(self.title) { @for item in &self.items { li { (item) } } }
            }
        }
    }
}
