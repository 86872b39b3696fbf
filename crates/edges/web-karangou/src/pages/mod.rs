//! The pages anybody may open: home, catalogue, search, people; and what a signed-in viewer keeps.

pub(crate) mod films;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod person;
pub(crate) mod search;
