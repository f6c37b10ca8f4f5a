"""返校审核: who may come to school on a day, and if not, why and what is needed."""


def connect() -> None:
    """Nothing yet."""
