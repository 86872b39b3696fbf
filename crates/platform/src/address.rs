//! Full addresses of our own pages: in letters, in the links that providers send people back by.

use kernel::Locale;
use url::Url;

/// The address of a page in a language. `path` is without the language, begins with a slash, and may carry a query; what the public
/// address itself has as a path stays in front.
pub fn page(public_url: &Url, locale: Locale, path: &str) -> Url {
    file(public_url, &locale.path(path))
}

/// The address of what has no language: a hook, a file.
pub fn file(public_url: &Url, path: &str) -> Url {
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let mut url = public_url.clone();
    url.set_path(&format!("{}{path}", public_url.path().trim_end_matches('/')));
    url.set_query(query);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_what_stands_before_it_and_its_query() {
        let root: Url = "https://griot.example/".parse().unwrap();
        let below: Url = "https://example.org/griot".parse().unwrap();
        assert_eq!(page(&root, Locale::Fr, "/films").as_str(), "https://griot.example/films");
        assert_eq!(page(&root, Locale::En, "/").as_str(), "https://griot.example/en");
        assert_eq!(page(&below, Locale::En, "/films?genre=drama").as_str(), "https://example.org/griot/en/films?genre=drama");
        assert_eq!(file(&below, "/hooks/x").as_str(), "https://example.org/griot/hooks/x");
    }
}
