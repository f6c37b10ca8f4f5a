"""Suppliers, their papers, lead times and packs: the county's."""

from django.db import models
from django.db.models import Q

from xiaoan.kernel.ids import uuid7
from xiaoan.procurement import rules


class Supplier(models.Model):
    """Whom the county buys from. `contact` is sealed. Blocked: no order goes out to it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    name = models.TextField()
    code = models.TextField()
    contact = models.BinaryField(null=True)
    edits = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    blocked_at = models.DateTimeField(null=True)
    blocked_by_id = models.UUIDField(null=True)
    blocked_reason = models.TextField(default="")

    class Meta:
        db_table = "procurement_supplier"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="procurement_supplier_code"),
            models.CheckConstraint(
                condition=Q(blocked_at=None) | ~Q(blocked_reason=""),
                name="procurement_supplier_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Paper(models.Model):
    """A licence or certificate of a supplier and its last day; a newer one of the same title replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    supplier = models.ForeignKey(Supplier, models.PROTECT)
    title = models.TextField()
    number = models.TextField()
    expires = models.DateField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "procurement_paper"
        indexes = [models.Index(fields=["supplier", "title", "-at"], name="procurement_paper_of")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Pace(models.Model):
    """Lead time and pack that the county set for an item, also of one supplier. The newest holds."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    item = models.TextField()
    supplier = models.ForeignKey(Supplier, models.PROTECT, null=True)
    lead_days = models.IntegerField()
    pack = models.TextField(default="")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "procurement_pace"
        constraints = [
            models.CheckConstraint(
                condition=Q(lead_days__gte=0, lead_days__lte=365), name="procurement_pace_days"
            )
        ]
        indexes = [models.Index(fields=["item", "supplier", "-at"], name="procurement_pace_of")]

    def __str__(self) -> str:
        return f"{self.item} {self.lead_days}"


class Release(models.Model):
    """Above which amount a second person releases an order, and who may, as the county set it from a day on.
    What is laxer than what held waits for another to confirm it. The newest of those set holds."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    fen = models.BigIntegerField()
    who = models.TextField()
    since = models.DateField()
    reason = models.TextField()
    laxer = models.BooleanField()
    state = models.TextField()
    said = models.BinaryField()
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "procurement_release"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=rules.RELEASE_STATES), name="procurement_release_state"
            ),
            models.CheckConstraint(
                condition=Q(fen__gte=0, who__in=rules.RELEASERS), name="procurement_release_what"
            ),
            # Nobody gives leave to themselves.
            models.CheckConstraint(
                condition=~Q(state="set", laxer=True)
                | (Q(decided_at__isnull=False) & ~Q(decided_by_id=models.F("asked_by_id"))),
                name="procurement_release_two",
            ),
        ]
        indexes = [models.Index(fields=["state", "-since"], name="procurement_release_since")]

    def __str__(self) -> str:
        return f"{self.fen} {self.who} {self.since}"
