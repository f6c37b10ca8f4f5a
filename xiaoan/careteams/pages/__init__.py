"""Pages of care teams: coverage of units, arranging, one person, one's own people, the scheme."""
