"""Reading lists, disagreements, checks and the ledger. Rows about people need the actor's reach."""
