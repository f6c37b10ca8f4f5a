"""HTTP in and out of the daily checks."""
