"""Whether a figure says anything: unknown is never zero."""

from xiaoan.indicators.queries import Figure


def is_known(figure: Figure) -> bool:
    """Not where nothing is on record; nor where nobody of those who are counted has been reported on yet
    (0 of 0, and so many unknown)."""
    return figure.num is not None and not (figure.den == 0 and figure.unknown > 0)
