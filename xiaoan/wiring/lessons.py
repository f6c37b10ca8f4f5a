"""网课: the timetable of online lessons, who watched, who is excused, loans of devices."""


def connect() -> None:
    """Nothing yet."""
