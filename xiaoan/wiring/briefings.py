"""The morning briefing: three changes, three risks, three decisions, each with its evidence."""


def connect() -> None:
    """Nothing yet."""
