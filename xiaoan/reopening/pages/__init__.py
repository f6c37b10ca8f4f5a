"""Pages of opening dates."""
