"""Commands of simulations."""
