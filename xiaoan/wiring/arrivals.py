"""错峰返校: slots, passes, the desk at the gate and who has arrived."""


def connect() -> None:
    """Nothing yet."""
