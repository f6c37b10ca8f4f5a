"""开学条件核验: a gate that is computed from the record, inspected, decided by named persons."""


def connect() -> None:
    """Nothing yet."""
