"""Pure decisions of arrivals."""
