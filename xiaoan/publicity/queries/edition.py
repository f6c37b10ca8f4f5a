"""Which edition of the public page stands, and how its addresses are read."""

from xiaoan.kernel import clock
from xiaoan.publicity import rules
from xiaoan.publicity.models import Edition

ROOT = "/public/"
# What is typed into it makes each answer another: nothing of it is kept.
SEARCH = "search/"


def current() -> tuple[int, str]:
    """The number and the county's day, on which words like the year of a date depend. Needs no scope."""
    no = Edition.objects.filter(pk=1).values_list("no", flat=True).first()
    return no or 0, clock.today().isoformat()


def language_of(path: str) -> str:
    """The language that an address says: /public/en/… is English whatever the browser asks for."""
    rest = path.removeprefix(ROOT)
    for code, prefix in rules.PREFIXES.items():
        if prefix and rest.startswith(prefix):
            return code
    return rules.FIRST


def is_kept(path: str) -> bool:
    """Whether the answer depends on the address alone."""
    return SEARCH not in path
