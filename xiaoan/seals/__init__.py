"""Seals over the journal: made each minute, carried out of the reach of whoever holds the database."""
