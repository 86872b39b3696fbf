//! The randomness of the operating system.

use kernel::Rng;

/// Cryptographic randomness from the kernel.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    /// Ends the process when the kernel has no randomness: nothing secret can be made without it.
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            tracing::error!(%error, "the operating system gives no randomness");
            std::process::abort();
        }
    }
}
