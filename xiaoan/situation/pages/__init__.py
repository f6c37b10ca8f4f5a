"""Pages of situation."""
