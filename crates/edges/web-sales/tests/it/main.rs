//! The pages of ShareYourSales through their router, on a real database.
#![cfg(test)]

mod market;
mod offers;
mod products;
mod profiles;
mod site;
