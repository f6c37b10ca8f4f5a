"""Reading hygiene."""
