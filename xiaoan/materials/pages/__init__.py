"""Pages of materials."""
