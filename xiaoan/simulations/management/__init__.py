"""The command of simulations: alone for made-up people, of Django for people on record."""
