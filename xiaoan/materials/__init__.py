"""Prevention knowledge: a library by disease and audience, in versions, assigned to read, asked about."""
