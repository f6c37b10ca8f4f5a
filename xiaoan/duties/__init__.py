"""Every obligation in the county with its name on it: due list, escalation."""
