"""Whole numbers as addresses and forms bring them: text that anybody may have typed."""


def whole(text: object, otherwise: int = 0) -> int:
    """The number that `text` writes in one to nine ASCII digits (so that it fits an integer column), or
    `otherwise`: of an address, what is no number means the same as nothing.
    """
    # isdigit alone holds "²" for a digit, which int() refuses.
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return otherwise
