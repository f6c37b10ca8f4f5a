"""Key persons, followed day by day until a named person releases them."""
