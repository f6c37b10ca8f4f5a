"""Tests of supplies."""
