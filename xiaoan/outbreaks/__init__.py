"""Signals of clusters, found early and acted on within the legal time."""
