"""Tests of the questions of families."""
