"""Tests that kill processes under load."""
