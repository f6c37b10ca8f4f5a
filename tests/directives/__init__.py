"""Directives."""
