"""停课不停学: viewing, completion and marking rates; the guard against too much work."""


def connect() -> None:
    """Nothing yet."""
