"""Rows that are ticked in a list, one by one or by a box that stands for several.

The box of all is called `<name>-all` and carries the values of the rows it was shown with, joined by commas:
it needs no script, and means what was on the page when it was ticked, however late it arrives. A script that
ticks the rows along with it changes nothing in what is meant.
"""

from django.http import QueryDict


def picked(said: QueryDict, name: str) -> list[str]:
    """The values ticked of a field, each once, in the order they came; as text, for who reads them to
    judge."""
    several = (one for text in said.getlist(f"{name}-all") for one in text.split(",") if one)
    return list(dict.fromkeys([*said.getlist(name), *several]))
