"""Who reads what of counselling, and how it is told."""
