"""Reading spreadsheets that may be hostile: in a child process, within limits. No Django, usable alone."""
