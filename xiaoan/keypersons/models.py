"""Tables of keypersons."""
