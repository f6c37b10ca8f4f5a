"""The pager of a list (web/_pager.html)."""

from collections.abc import Callable
from typing import Any

from xiaoan.web.gate import Asked


def pager(request: Asked, total: int, offset: int, size: int) -> dict[str, Any] | None:
    """Which rows of how many are shown, and the addresses before and after; None where one page is enough.

    The filter of the address stays. Behind the end the way back is still shown.
    """

    def at(start: int) -> str:
        query = request.GET.copy()
        query["offset"] = str(start)
        return f"?{query.urlencode()}"

    return pager_at(at, total, offset, size)


def pager_at(at: Callable[[int], str], total: int, offset: int, size: int) -> dict[str, Any] | None:
    """The same, where the addresses say more than the one that was asked for."""
    if total <= size and not offset:
        return None
    return {
        "first": min(offset + 1, total),
        "last": min(offset + size, total),
        "total": total,
        "prev_url": at(max(offset - size, 0)) if offset else "",
        "next_url": at(offset + size) if offset + size < total else "",
    }
