"""Writing hygiene."""
