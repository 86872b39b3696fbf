//! What several pages show: navigations, states in words, terms in words, pictures.

pub(crate) mod nav;
pub(crate) mod picture;
pub(crate) mod words;
