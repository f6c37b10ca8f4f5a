"""应急演练: scenario, roles, timings against targets, findings until mended and drilled again."""


def connect() -> None:
    """Nothing yet."""
