"""Accountability (倒查): what the record showed at any past instant; case files; records of units and cadres."""
