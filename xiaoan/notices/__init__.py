"""Notices: written, addressed, sent, read, confirmed; whom they did not reach is called."""
