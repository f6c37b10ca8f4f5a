"""Gifts: the contact of a donor, and who is named in public."""

from django.utils.translation import gettext as _

from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import rules
from xiaoan.procurement.models import Donation

CONTACT = "procurement_donation.contact"


def contact_of(actor: Actor, row: Donation) -> str:
    """How the donor is reached, for who keeps the store; "" for others or if nobody has said."""
    if row.contact is None or not actor.may(Permission.KEEP_SUPPLIES, row.unit_no):
        return ""
    return ciphers.unseal(row.contact, place=CONTACT, row=row.pk)


def public_name(row: Donation) -> str:
    """The donor as the public list says: by name only by wish and consent."""
    if rules.is_shown_by_name(row.wish, consent=row.consent):
        return row.donor
    return _("爱心单位(匿名)") if row.donor_kind == "organisation" else _("爱心人士(匿名)")
