"""What lists of statutory share: how long a page is, and the offset of the address."""

from xiaoan.statutory.forms import read_number
from xiaoan.web.gate import Asked

PAGE = 50


def offset_of(request: Asked) -> int:
    return read_number(request.GET.get("offset", ""))
