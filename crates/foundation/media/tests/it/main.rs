//! The media context on a real PostgreSQL, a real store and the real ffmpeg.
#![cfg(test)]

mod bad_input;
mod crash;
mod documents;
mod full_disk;
mod images;
mod lost_and_failed;
mod pipeline;
mod subtitles;
mod support;
mod together;
mod uploads;
