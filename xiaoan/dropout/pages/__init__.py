"""Pages of the drop-out watch."""
