"""Filters of the pages of supplies, and of apps above that show the same forms."""
