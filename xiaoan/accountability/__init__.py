"""Accountability (倒查): what the record showed at a past instant; case files; records of units, cadres."""
