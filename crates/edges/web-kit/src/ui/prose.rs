//! What people write in Markdown (`CommonMark`), as HTML that can do nothing but be read.
//!
//! Raw HTML is shown as text, pictures are left out (they would tell their server who reads, and cost data), headings stand
//! below those of the page, a line end is a line end. What comes out is then reduced to a short list of elements: two programs
//! would have to be wrong at once for a script to pass, and the policy of the page refuses it even then.

use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use maud::{Markup, PreEscaped, Render, html};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

const LOOK: &str = "max-w-[65ch] break-words [&>*+*]:mt-4 [&_h3]:text-lg [&_:is(h3,h4,h5,h6)]:font-bold \
    [&_ul]:list-disc [&_ol]:list-decimal [&_:is(ul,ol)]:pl-6 [&_li+li]:mt-1 [&_a]:underline [&_a]:underline-offset-2 \
    [&_blockquote]:border-l-4 [&_blockquote]:border-line [&_blockquote]:pl-4 [&_hr]:border-line [&_pre]:overflow-x-auto";

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder
        .tags(
            ["p", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "h3", "h4", "h5", "h6", "hr", "a", "code", "pre"]
                .into(),
        )
        .tag_attributes([("a", ["href"].into()), ("ol", ["start"].into())].into())
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow ugc"));
    builder
});

/// A text in Markdown.
#[derive(Debug, Clone, Copy)]
pub struct Prose<'t>(&'t str);

impl<'t> Prose<'t> {
    /// What somebody wrote.
    pub const fn markdown(text: &'t str) -> Self {
        Self(text)
    }
}

impl Render for Prose<'_> {
    fn render(&self) -> Markup {
        let mut raw = String::new();
        let events: Vec<_> = Parser::new_ext(self.0, Options::ENABLE_STRIKETHROUGH).collect();
        let highest = events.iter().filter_map(heading).min().unwrap_or(HeadingLevel::H1);
        pulldown_cmark::html::push_html(&mut raw, events.into_iter().filter_map(|event| tamed(event, highest)));
        html! { div class=(LOOK) { (PreEscaped(CLEANER.clean(&raw).to_string())) } }
    }
}

const fn heading(event: &Event<'_>) -> Option<HeadingLevel> {
    match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level),
        _ => None,
    }
}

fn tamed(event: Event<'_>, highest: HeadingLevel) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::SoftBreak => Event::HardBreak,
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Heading { level, .. }) => {
            Event::Start(Tag::Heading { level: below(level, highest), id: None, classes: Vec::new(), attrs: Vec::new() })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level, highest))),
        other => other,
    })
}

/// The page has the first heading, its sections have the second ones: the highest of the text is a third, whatever it was written as.
fn below(level: HeadingLevel, highest: HeadingLevel) -> HeadingLevel {
    let wanted = 3 + (level as usize).saturating_sub(highest as usize);
    HeadingLevel::try_from(wanted).unwrap_or(HeadingLevel::H6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let page = Prose::markdown(text).render().into_string();
        let (_, inside) = page.split_once('>').unwrap();
        inside.trim_end_matches("</div>").trim().to_owned()
    }

    #[test]
    fn words_are_formatted() {
        assert_eq!(shown("# Le *fleuve*"), "<h3>Le <em>fleuve</em></h3>");
        assert_eq!(shown("## Un\n### Deux\n## Trois"), "<h3>Un</h3>\n<h4>Deux</h4>\n<h3>Trois</h3>");
        assert_eq!(shown("# A\n###### B"), "<h3>A</h3>\n<h6>B</h6>");
        assert_eq!(shown("un\ndeux **trois**"), "<p>un<br>\ndeux <strong>trois</strong></p>");
        assert_eq!(shown("3. a\n4. b"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
        let link = "<p><a href=\"https://example.org/\" rel=\"noopener noreferrer nofollow ugc\">ici</a></p>";
        assert_eq!(shown("[ici](https://example.org/)"), link);
    }

    #[test]
    fn nothing_can_be_run_or_fetched() {
        for hostile in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "![x](https://elsewhere.example/who-reads.png)",
            "<a href=\"javascript:alert(1)\" onclick=alert(1)>x</a>",
            "<style>body{display:none}</style>",
            "[x](https://example.org/\"onmouseover=\"alert(1))",
            "<iframe src=https://elsewhere.example></iframe>",
            "[a]: javascript:alert(1)\n\n[a]",
            "<svg><script>alert(1)</script></svg>",
            "```html\n<script>alert(1)</script>\n```",
        ] {
            let html = scraper::Html::parse_fragment(&shown(hostile));
            for element in html.tree.values().filter_map(scraper::Node::as_element) {
                assert!(
                    ["html", "body", "p", "a", "pre", "code", "br"].contains(&element.name()),
                    "{hostile}: {}",
                    element.name()
                );
                for (name, value) in element.attrs() {
                    assert!(["href", "rel"].contains(&name), "{hostile}: {name}");
                    assert!(name != "href" || value.starts_with("https://example.org/"), "{hostile}: {value}");
                }
            }
        }
        assert_eq!(shown("<script>alert(1)</script>"), "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>");
    }
}
