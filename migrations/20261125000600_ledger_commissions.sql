-- The accounts of commissions: what merchants paid in, what partners earned, and what they owe back.
ALTER TABLE ledger.accounts DROP CONSTRAINT accounts_code_check;
ALTER TABLE ledger.accounts ADD CONSTRAINT accounts_code_check CHECK (code IN (
    'clearing', 'payout_clearing', 'cash', 'provider_fees', 'suspense', 'escrow', 'payable', 'refund_payable',
    'unclaimed_refunds', 'agent_float', 'platform_revenue', 'refund_fees', 'liquidity', 'fx_spread', 'adjustments',
    'merchant_wallet', 'commission_pending', 'commission_available', 'partner_debt', 'merchant_claims'));
