"""控辍保学: who may be leaving school, three ledgers, outreach until back."""


def connect() -> None:
    """Nothing yet."""
