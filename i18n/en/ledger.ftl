ledger-malformed = This operation makes no sense to the accounts. Nothing was changed.
ledger-id-taken = Another operation already has this identifier. Nothing was changed.
ledger-insufficient = The balance is not sufficient. Nothing was changed.
ledger-frozen = This account is frozen. Nothing was changed.
ledger-not-pending = This reservation does not exist or is no longer open.
ledger-more-than-pending = That is more than what is reserved. Nothing was changed.
ledger-unknown = We do not know yet whether the operation was recorded. Try again: it will not be recorded twice.
ledger-busy = Too many operations are waiting. Try again in a moment.
