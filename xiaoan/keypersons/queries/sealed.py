"""Where the sealed words of key persons belong, and opening them."""

from uuid import UUID

from xiaoan.kernel import ciphers

PLACE_PLACE = "keypersons_key_person.place_cipher"
NOTE_PLACE = "keypersons_change.note_cipher"
REMARK_PLACE = "keypersons_follow_up.remark_cipher"
ISSUER_PLACE = "keypersons_paper.issuer_cipher"
NUMBER_PLACE = "keypersons_paper.number_cipher"
EARLY_PLACE = "keypersons_isolation.early_cipher"
ORIGIN_PLACE = "keypersons_travel.origin_cipher"
TRANSPORT_PLACE = "keypersons_travel.transport_cipher"


def opened(sealed: bytes | memoryview | None, place: str, row: UUID) -> str:
    """What people wrote; "" if nothing."""
    return ciphers.unseal(sealed, place=place, row=row) if sealed is not None else ""
