"""Pages of verification: outside lists and disagreements of the officer, one case on the phone, the ledger."""
