//! The pages of ShareYourSales through their router, on a real database.
#![cfg(test)]

mod site;
