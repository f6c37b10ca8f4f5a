"""Decisions of situation without a database: what a map file must be, how it is drawn, what comes first."""
