"""Notices: audiences, sending, the inbox, reach, calls."""
