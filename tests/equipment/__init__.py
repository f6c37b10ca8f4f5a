"""Tests of equipment."""
