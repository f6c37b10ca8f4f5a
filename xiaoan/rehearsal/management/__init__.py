"""Commands of the rehearsal."""
