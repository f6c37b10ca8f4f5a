"""Append-only facts of the county: record, hear, replay, verify."""
