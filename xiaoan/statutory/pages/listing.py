"""What lists of statutory share: how long a page is, and the offset of the address."""

from xiaoan.kernel.numbers import whole
from xiaoan.web.gate import Asked

PAGE = 50


def offset_of(request: Asked) -> int:
    return whole(request.GET.get("offset", ""))
