"""Public pages and those of the office that fills them."""
