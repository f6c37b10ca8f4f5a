"""校内管理: who sits at which table, who sleeps in which room, who came through the door."""


def connect() -> None:
    """Nothing listens here: tables and rooms are the directory's, where contacts are drawn from."""
