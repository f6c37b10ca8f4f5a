"""Commands of outbreaks."""
