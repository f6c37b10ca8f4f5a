"""The code on the door of a place: nobody makes it without the key, and a renewed one is another."""

import hmac
import re
from uuid import UUID

from xiaoan.directory.rules import SCHOOL
from xiaoan.hygiene.models import Place
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

# Scanned, or typed where a camera fails: forty bits, and only of places that the person sees anyway.
_CODE = 10
_NAMED = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def code_of(place_id: UUID, version: int) -> str:
    """What is on the door."""
    return _code(ciphers.blind_index(f"{place_id}:{version}", kind="hygiene.door"))


def _code(found: bytes) -> str:
    return found.hex()[:_CODE].upper()


def is_at_door(place_id: UUID, typed: str) -> bool:
    """Whether a code is the one that hangs at a place today. Inside the running scope."""
    version = Place.objects.filter(pk=place_id, closed=None).values_list("code", flat=True).first()
    if version is None:
        return False
    return hmac.compare_digest(code_of(place_id, version).encode(), typed.strip().upper().encode())


def by_code(actor: Actor, typed: str) -> tuple[UUID, str]:
    """The open place whose code, or the address in whose code, was scanned or typed, and that code; NotFound:
    none that the actor sees. An address names its place; a bare code is looked for in the own school."""
    where, _, said = typed.strip().rpartition("=")
    text = said.upper().encode()
    rows = Place.objects.filter(inside(actor.reach(Permission.SEE_HYGIENE)), closed=None)
    named = _NAMED.search(where)
    if named:
        rows = rows.filter(pk=UUID(named[0]))
    else:
        own = [one for one in actor.reach(Permission.SEE_HYGIENE) if one[1] - one[0] <= SCHOOL]
        rows = rows.filter(inside(tuple(own)))
    index = ciphers.indexer("hygiene.door")
    for place_id, version in rows.values_list("id", "code"):
        code = _code(index(f"{place_id}:{version}"))
        if hmac.compare_digest(code.encode(), text):
            return place_id, code
    raise NotFound
