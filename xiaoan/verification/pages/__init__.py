"""Pages of verification: lists and disagreements of the officer, one case on the phone, a ledger."""
