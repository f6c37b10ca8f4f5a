"""Gifts of goods (捐赠): offered, accepted or declined, received, thanked for, published by two people."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.procurement import rules


class Donation(models.Model):
    """A gift to a store, numbered by store and year. `contact` is sealed; `wish`, `consent`: the donor's.
    `used_for`: what the public list says of its use."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    year = models.IntegerField()
    number = models.IntegerField()
    state = models.TextField(default="offered")
    donor = models.TextField()
    donor_kind = models.TextField()
    contact = models.BinaryField(null=True)
    wish = models.TextField()
    consent = models.BooleanField(default=False)
    purpose = models.TextField(default="")
    offered_on = models.DateField()
    edits = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    decided_reason = models.TextField(default="")
    received_on = models.DateField(null=True)
    received_by_id = models.UUIDField(null=True)
    difference = models.TextField(default="")
    thanked_at = models.DateTimeField(null=True)
    thanked_by_id = models.UUIDField(null=True)
    public = models.TextField(default="")
    used_for = models.TextField(default="")
    asked_by_id = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "procurement_donation"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_no", "year", "number"], name="procurement_donation_no"
            ),
            models.UniqueConstraint(fields=["id", "unit_no"], name="procurement_donation_unit"),
            models.CheckConstraint(
                condition=Q(
                    state__in=rules.DONATION_STATES, wish__in=rules.WISHES,
                    donor_kind__in=rules.DONORS, public__in=rules.PUBLISH_STATES,
                ),
                name="procurement_donation_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decided_reason=""),
                name="procurement_donation_why",
            ),
            # Nothing is published without a second person.
            models.CheckConstraint(
                condition=~Q(public="published")
                | (Q(published_at__isnull=False) & ~Q(published_by_id=F("asked_by_id"))),
                name="procurement_donation_by_two",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["unit_no", "-made_at"], name="procurement_donation_unit_i"),
            models.Index(fields=["public", "-published_at"], name="procurement_donation_public"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.year}-{self.number}"


class DonationLine(models.Model):
    """An item of a gift: offered, and counted in (None: not yet)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    donation_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    at = models.IntegerField()
    item = models.TextField()
    offered = models.BigIntegerField()
    pack = models.TextField(default="")
    received = models.BigIntegerField(null=True)
    batch = models.TextField(default="")
    expires = models.DateField(null=True)

    class Meta:
        db_table = "procurement_donation_line"
        constraints = [
            models.UniqueConstraint(fields=["donation_id", "item"], name="procurement_donation_item"),
            models.CheckConstraint(
                condition=Q(offered__gt=0) & (Q(received=None) | Q(received__gte=0)),
                name="procurement_donation_line_sign",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} {self.offered}"
