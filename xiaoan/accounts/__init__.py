"""Sign-in, and the roles a person holds at a unit until a date."""
