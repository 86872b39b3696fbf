//! The HTML frame of a letter.

use std::borrow::Cow;

use super::{Group, Letter};

/// The link as a button.
fn button(label: &str, url: &str) -> String {
    format!(
        "<p style=\"margin:0 0 24px\"><a href=\"{}\" style=\"display:inline-block;padding:12px 20px;border-radius:10px;\
         background:#9a3412;color:#ffffff;text-decoration:none\">{}</a></p>",
        escape(url),
        escape(label)
    )
}

/// A title and the lines under it, each a link.
fn group(group: &Group) -> String {
    let line = |(text, url): &(String, String)| {
        format!("<li style=\"margin:0 0 8px\"><a href=\"{}\" style=\"color:#9a3412\">{}</a></li>", escape(url), escape(text))
    };
    let lines: String = group.lines.iter().map(line).collect();
    let more = group.more.as_ref().map(|more| format!("<li style=\"margin:0 0 8px;color:#685a4f\">{}</li>", escape(more)));
    format!(
        "<h2 style=\"font-size:16px;margin:0 0 8px\">{}</h2><ul style=\"margin:0 0 24px;padding-left:20px\">{lines}{}</ul>",
        escape(&group.title),
        more.unwrap_or_default()
    )
}

/// The whole letter.
pub(super) fn page(letter: &Letter) -> String {
    let action = letter.action.as_ref().map(|(label, url)| button(label, url)).unwrap_or_default();
    let values = [
        ("[lang]", Cow::Borrowed(letter.locale.as_str())),
        ("[subject]", escape(&letter.subject).into()),
        ("[groups]", Cow::Owned(letter.groups.iter().map(group).collect())),
        ("[action]", Cow::Owned(action)),
        ("[note]", escape(&letter.note).into()),
        ("[signature]", escape(&letter.signature).into()),
        ("[body]", escape(&letter.body).into()),
    ];
    fill(include_str!("letter.html"), &values)
}

/// Puts the values at their places in one pass, so that a value which looks like a place stays text.
fn fill(template: &str, values: &[(&str, Cow<'_, str>)]) -> String {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some(start) = rest.find('[') {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let place = values.iter().find(|(name, _)| from.starts_with(name));
        let taken = place.map_or(1, |(name, _)| name.len());
        out.push_str(place.map_or("[", |(_, value)| value));
        rest = &from[taken..];
    }
    out.push_str(rest);
    out
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_looks_like_a_place_stays_text() {
        let text = |text: &str| text.to_owned();
        let letter = Letter {
            locale: kernel::Locale::Fr,
            subject: text("[body]"),
            body: text("corps [note]"),
            groups: vec![Group { title: text("[note]"), lines: vec![(text("<i>"), text("https://x/\"y"))], more: None }],
            action: None,
            note: text("note"),
            signature: text("nous"),
        };
        let page = page(&letter);
        assert!(page.contains("<title>[body]</title>"));
        assert!(page.contains("corps [note]") && page.contains("[note]</h2>"));
        assert!(page.contains("href=\"https://x/&quot;y\"") && page.contains("&lt;i&gt;</a>"));
    }
}
