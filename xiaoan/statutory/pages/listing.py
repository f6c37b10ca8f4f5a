"""What lists of statutory share: an offset of the address, and the pager."""

from typing import Any

from xiaoan.statutory.forms import read_number
from xiaoan.web.gate import Asked

PAGE = 50


def offset_of(request: Asked) -> int:
    return read_number(request.GET.get("offset", ""))


def pager(request: Asked, total: int, offset: int) -> dict[str, Any] | None:
    """The pager of a list; None where one page is enough."""
    if total <= PAGE and not offset:
        return None

    def at(start: int) -> str:
        query = request.GET.copy()
        query["offset"] = str(start)
        return f"?{query.urlencode()}"

    return {
        "first": min(offset + 1, total),
        "last": min(offset + PAGE, total),
        "total": total,
        "prev_url": at(max(offset - PAGE, 0)) if offset else "",
        "next_url": at(offset + PAGE) if offset + PAGE < total else "",
    }
