"""Supplies: what each store holds and owes by the standard; everything that comes and goes is an entry."""
