"""Pages of daily reports."""
