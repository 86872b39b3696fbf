//! Categories: the words that merchants, influencers and products are found by. Rules of programs name them by id; their texts stand in `i18n` under
//! [`category_key`].

pub(crate) mod queries;

use contracts::affiliate::CategoryId;
use kernel::FieldError;
use sqlx::PgConnection;

use crate::{Affiliate, AffiliateError};

/// The most categories of a profile.
pub(crate) const CATEGORIES_MAX: usize = 10;

/// The key of a category's text.
pub fn category_key(word: &str) -> String {
    format!("affiliate-category-{word}")
}

impl Affiliate {
    /// The words of all categories, in the order of a menu. For everybody.
    pub async fn categories(&self) -> Result<Vec<String>, AffiliateError> {
        Ok(queries::words(self.db().pool()).await?)
    }

    /// The categories that rules of a program name, with their words, in the order of a menu. For everybody.
    pub async fn category_ids(&self) -> Result<Vec<(CategoryId, String)>, AffiliateError> {
        let words = self.categories().await?;
        let mut conn = self.conn().await?;
        let ids = queries::ids(&mut conn, &words).await?;
        Ok(words.into_iter().filter_map(|word| Some((*ids.get(&word)?, word))).collect())
    }
}

/// Whether a text has the form of a category's word.
pub(crate) fn word(text: &str) -> Option<String> {
    let word = text.trim();
    let formed = !word.is_empty() && word.len() <= 40 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    formed.then(|| word.to_owned())
}

/// The ids of these words, in their order; a word that is no category makes `field` wrong.
pub(crate) async fn require(
    conn: &mut PgConnection,
    field: &'static str,
    words: &[String],
) -> Result<Vec<CategoryId>, AffiliateError> {
    let known = queries::ids(conn, words).await?;
    let unknown =
        |word: &String| AffiliateError::Invalid(vec![FieldError::new(field, "field-unknown-value").with("value", word)]);
    words.iter().map(|word| known.get(word).copied().ok_or_else(|| unknown(word))).collect()
}
