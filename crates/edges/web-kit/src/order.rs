//! Names in the order people look for them.

/// By name, with accents beside their letters.
pub fn by_name(mut named: Vec<(String, String)>) -> Vec<(String, String)> {
    named.sort_by_cached_key(|(_, name)| fold(name));
    named
}

fn fold(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'à' | 'â' | 'ä' | 'á' | 'å' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' | 'í' => 'i',
            'ô' | 'ö' | 'ó' => 'o',
            'û' | 'ü' | 'ù' => 'u',
            'ç' => 'c',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_stand_beside_their_letters() {
        let names = ["Zambie", "Égypte", "Eswatini", "Côte d’Ivoire", "Corée"];
        let sorted = by_name(names.iter().map(|name| (String::new(), (*name).to_owned())).collect());
        let sorted: Vec<_> = sorted.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(sorted, ["Corée", "Côte d’Ivoire", "Égypte", "Eswatini", "Zambie"]);
    }
}
