"""Reading returns: forms and what they ask, requests, what was spared, formats of exchange."""
