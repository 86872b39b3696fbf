//! The wire, as an adapter sees it.
