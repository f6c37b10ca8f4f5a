"""Which edition of the public page stands, and how its addresses are read."""

from urllib.parse import urlencode

from django.http import QueryDict

from xiaoan.kernel import clock
from xiaoan.publicity import rules
from xiaoan.publicity.models import Edition

ROOT = "/public/"
SEARCH = "search/"
LONGEST = 40


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


def query_of(path: str, query: str) -> str:
    """What of a query an answer depends on: of the search what was typed, in one form; else nothing."""
    if not path.endswith(SEARCH):
        return ""
    # WSGI hands bytes over as if they were Latin-1 (PEP 3333).
    typed = QueryDict(query[:2000].encode("latin-1")).get("q", "") or ""
    return urlencode({"q": " ".join(typed[:LONGEST].replace("\0", "").split())})
