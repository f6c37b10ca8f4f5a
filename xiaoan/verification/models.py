"""Tables of verification."""
