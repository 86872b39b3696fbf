//! What several pages show: navigations, states in words, terms in words, pictures, places, parameters, parts of forms.

pub(crate) mod case;
pub(crate) mod copy;
pub(crate) mod earnings;
pub(crate) mod form;
pub(crate) mod fraud;
pub(crate) mod import;
pub(crate) mod links;
pub(crate) mod nav;
pub(crate) mod pairs;
pub(crate) mod partner;
pub(crate) mod picture;
pub(crate) mod places;
pub(crate) mod seller;
pub(crate) mod states;
pub(crate) mod talk;
pub(crate) mod terms;
pub(crate) mod words;
pub(crate) mod zones;
