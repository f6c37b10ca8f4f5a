"""Seals over the journal."""
