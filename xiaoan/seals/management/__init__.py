"""Commands of the seals."""
