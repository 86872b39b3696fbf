//! Favourites and lists: `/ma-liste`, `/listes/{id}` and their forms.

mod change;
mod mine;
mod one;

pub(crate) use change::{create, delete, edit, lead_to_mine, move_film, take_off};
pub(crate) use mine::show as show_mine;
pub(crate) use one::show as show_one;
