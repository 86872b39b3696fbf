//! The pages of ShareYourSales through their router, on a real database.
#![cfg(test)]

mod bonuses;
mod clicks;
mod credited;
mod desks;
mod domains;
mod funnel;
mod led;
mod market;
mod matrix;
mod offers;
mod papers;
mod paying;
mod pixel;
mod posts;
mod products;
mod profiles;
mod selling;
mod site;
mod staff;
mod tracking;
