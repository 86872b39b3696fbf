//! The orders of the shop.

use std::sync::{Mutex, PoisonError};

use kernel::Money;

use super::Ware;

/// The most orders that are kept: the oldest are forgotten.
const KEPT: usize = 1_000;

/// Somebody bought something.
#[derive(Debug, Clone)]
pub(super) struct Order {
    /// The number: orders of an earlier start are not numbered again.
    pub(super) number: String,
    pub(super) ware: Ware,
    pub(super) quantity: u32,
    pub(super) amount: Money,
    pub(super) is_given_back: bool,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Orders(Mutex<Vec<Order>>);

impl Orders {
    pub(super) fn add(&self, order: Order) {
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if orders.len() >= KEPT {
            orders.remove(0);
        }
        orders.push(order);
    }

    pub(super) fn find(&self, number: &str) -> Option<Order> {
        let orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        orders.iter().find(|order| order.number == number).cloned()
    }

    pub(super) fn mark_given_back(&self, number: &str) {
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(order) = orders.iter_mut().find(|order| order.number == number) {
            order.is_given_back = true;
        }
    }
}
