"""What other offices ask for (报表与数据需求): forms filled from what is held, requests on record."""


def connect() -> None:
    """Nothing yet."""
