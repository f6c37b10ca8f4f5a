"""Facts of keypersons. Ids and counts only."""
