"""Pages of returns: forms, filled forms, requests for data, what was spared, formats of exchange."""
