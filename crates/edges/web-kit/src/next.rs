//! The address of the next page of a list, and the parameters that name a page.

use crate::visit::Visit;
use kernel::{Cursor, PageRequest};
use serde::Deserialize;

/// The parameter that says where a page starts.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct After {
    /// The cursor that the page before gave.
    pub after: Option<String>,
}

impl After {
    /// The page that is asked for, with so many rows.
    pub fn page(&self, limit: u16) -> PageRequest {
        let after = self.after.clone().filter(|text| !text.is_empty()).map(Cursor::from_text);
        PageRequest::new(Some(limit), after)
    }
}

/// The address of the next page: the same path and parameters with another start.
pub fn url(visit: &Visit, path: &str, pairs: &[(&str, String)], next: Option<&Cursor>) -> Option<String> {
    let next = next?;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs).append_pair("after", next.as_str());
    Some(format!("{}?{}", visit.url(path), query.finish()))
}

/// A path with parameters, in the visitor's language.
pub fn with_pairs(visit: &Visit, path: &str, pairs: &[(&str, String)]) -> String {
    if pairs.is_empty() {
        return visit.url(path);
    }
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{}?{query}", visit.url(path))
}
