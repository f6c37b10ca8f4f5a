"""Tables of illness."""
