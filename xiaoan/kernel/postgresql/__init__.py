"""Django's PostgreSQL backend but for one question it asks before every request."""
