"""Answers held against a second source: by phone, visit, paper, or an outside list."""
