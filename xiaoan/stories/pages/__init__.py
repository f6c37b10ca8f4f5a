"""Pages of stories."""
