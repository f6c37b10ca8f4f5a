"""开学推演: what opening would lead to, on the county's own classes, rooms and households."""


def connect() -> None:
    """Nothing yet."""
