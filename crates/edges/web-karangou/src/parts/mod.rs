//! What several pages show: cards, facts of films, names of places, pictures, players, stars.

pub(crate) mod card;
pub(crate) mod facts;
pub(crate) mod names;
pub(crate) mod picture;
pub(crate) mod player;
pub(crate) mod stars;

pub(crate) use web_kit::next;
