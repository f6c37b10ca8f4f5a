"""Ask the data: saved questions over the indicators, tables, charts, files for analysts."""


def connect() -> None:
    """Nothing yet."""
