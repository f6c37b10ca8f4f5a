"""作业: set, due, handed in, late, marked, returned; what lies unmarked."""
