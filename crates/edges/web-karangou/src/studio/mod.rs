//! The studio: `/studio` and what lies under it, for people who publish films. Every form works without scripts; progress of
//! the pipeline comes live, or by asking every fifteen seconds in data-saver.

mod details;
mod films;
mod live;
mod one;
mod parts;
mod people;
pub(crate) mod projects;
mod state;
mod subtitles;

pub(crate) use details::save as save_details;
pub(crate) use films::{ask as ask_new, create, list};
pub(crate) use live::{fragment as progress_fragment, stream as progress_stream};
pub(crate) use one::show;
pub(crate) use parts::{poster as set_poster, video as set_video};
pub(crate) use people::{options as people_options, save as save_people};
pub(crate) use state::{delete, submit, unpublish, withdraw};
pub(crate) use subtitles::{add as add_subtitles, remove as remove_subtitles};

use contracts::catalog::FilmId;

/// The page of a film in the studio, without language.
fn path(film_id: FilmId) -> String {
    format!("/studio/films/{film_id}")
}
