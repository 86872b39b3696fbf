//! Parameters of an address, and addresses with parameters.

use web_kit::Visit;

/// The parameters that a page knows, each with its value: what its filters are.
pub(crate) type Pairs = Vec<(&'static str, String)>;

/// The parameters of a query that are among these names, decoded, at most forty are looked at; empty ones are absent, the last of a name
/// counts.
pub(crate) fn known(query: Option<&str>, names: &[&'static str]) -> Pairs {
    let mut pairs = Pairs::new();
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()).take(40) {
        let Some(name) = names.iter().copied().find(|known| *known == name) else { continue };
        pairs.retain(|(other, _)| *other != name);
        let value: String = value.trim().chars().take(200).collect();
        if !value.is_empty() {
            pairs.push((name, value));
        }
    }
    pairs
}

/// The value of a parameter; empty without.
pub(crate) fn value<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value.as_str())
}

/// The same without a parameter.
pub(crate) fn without(pairs: &Pairs, name: &str) -> Pairs {
    pairs.iter().filter(|(known, _)| *known != name).cloned().collect()
}

/// Where one signs in, and comes back from to this page.
pub(crate) fn sign_in(visit: &Visit, back: &str) -> String {
    let back = url::form_urlencoded::byte_serialize(visit.url(back).as_bytes()).collect::<String>();
    visit.url(&format!("/connexion?suite={back}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_page_does_not_know_is_left_out_and_the_last_value_of_a_name_counts() {
        let pairs = known(Some("q=th%C3%A9&x=1&category=&q=cuivre"), &["q", "category"]);
        assert_eq!(pairs, [("q", "cuivre".to_owned())]);
        assert_eq!((value(&pairs, "q"), value(&pairs, "sort")), ("cuivre", ""));
        assert!(without(&pairs, "q").is_empty());
    }
}
