//! The pages of ShareYourSales through their router, on a real database.
#![cfg(test)]

mod desks;
mod market;
mod offers;
mod paying;
mod products;
mod profiles;
mod selling;
mod site;
