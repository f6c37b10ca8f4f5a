"""The check of a slip: open to anybody who holds its number and digits."""

from django.http import HttpResponse
from django.shortcuts import render

from xiaoan.kernel.scope import everywhere
from xiaoan.seals.queries.slips import Answer, look_up
from xiaoan.seals.rules import slips
from xiaoan.web.gate import Asked, open_page

_LONGEST = 120
_WRONG = 422


@open_page()
def check_page(request: Asked) -> HttpResponse:
    """Whether a receipt, or a seal on paper, is in the record. Nothing else of the record is said."""
    typed = request.GET.get("r", "")[:_LONGEST]
    slip: slips.Slip | None = None
    answer: Answer | None = None
    unreadable = False
    if typed.strip():
        try:
            slip = slips.read(typed)
        except ValueError:
            unreadable = True
        else:
            # Of an entry that nobody here may see, only whether it is there as its receipt says.
            with everywhere("seals") as actor:
                answer = look_up(actor, slip)
    context = {
        "typed": typed, "slip": slip, "answer": answer, "unreadable": unreadable,
        "is_seal": slip is not None and slip.chain is None,
    }  # fmt: skip
    return render(request, "seals/check.html", context, status=_WRONG if unreadable else 200)
