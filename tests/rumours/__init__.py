"""Tests of the rumour desk."""
