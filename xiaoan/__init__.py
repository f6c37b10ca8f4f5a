"""Xiaoan (校安): keeps a county's schools open and its children safe in an epidemic."""

__version__ = "0.1.0"
