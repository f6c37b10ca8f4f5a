"""The pages of learning: three rates of a unit, and classes with too much work."""
