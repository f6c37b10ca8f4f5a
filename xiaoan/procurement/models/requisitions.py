"""Requisitions (请领单), and the steps of everything in this app."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.procurement import rules


class Step(models.Model):
    """One act of a person, under the id of its form, about a requisition, an order, a gift or a supplier.
    `details`: what it was before or what was said (a version). `whom`: who of a supplier was spoken
    to, sealed. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    about_id = models.UUIDField()
    what = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    note = models.TextField(default="")
    details = models.JSONField(default=dict)
    said = models.BinaryField()
    whom = models.BinaryField(null=True)

    class Meta:
        db_table = "procurement_step"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.STEPS), name="procurement_step_what")
        ]
        indexes = [models.Index(fields=["about_id", "at"], name="procurement_step_about")]

    def __str__(self) -> str:
        return f"{self.what} {self.about_id}"


class Requisition(models.Model):
    """What a store asks for, numbered by store and year. `edits` counts its changes."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    year = models.IntegerField()
    number = models.IntegerField()
    state = models.TextField(default="draft")
    reason = models.TextField(default="")
    edits = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by_id = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_reason = models.TextField(default="")

    class Meta:
        db_table = "procurement_requisition"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_no", "year", "number"], name="procurement_requisition_no"
            ),
            models.UniqueConstraint(fields=["id", "unit_no"], name="procurement_requisition_unit"),
            models.CheckConstraint(
                condition=Q(state__in=rules.REQUISITION_STATES),
                name="procurement_requisition_state",
            ),
            # Nobody approves their own; whoever has no id is the system, which does not approve.
            models.CheckConstraint(
                condition=Q(approved_by_id=None)
                | (~Q(approved_by_id=F("made_by_id")) & ~Q(approved_by_id=F("submitted_by_id"))),
                name="procurement_requisition_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(ended_reason=""),
                name="procurement_requisition_why",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-made_at"], name="procurement_requisition_unit_i"),
            models.Index(fields=["-made_at", "unit_no"], name="procurement_requisition_made"),
            models.Index(fields=["state", "-made_at"], name="procurement_requisition_st"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.year}-{self.number}"


class RequisitionLine(models.Model):
    """An item of a requisition: asked for, and of that bought, given from another store (`from_no`, its
    transfer), refused. `placed`: of what is to be bought, already in an order. `waits`: counts as on the way
    to be, for proposals."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    requisition_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    at = models.IntegerField()
    item = models.TextField()
    quantity = models.BigIntegerField()
    pack = models.TextField(default="")
    reason = models.TextField(default="")
    bought = models.BigIntegerField(default=0)
    given = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    from_no = models.IntegerField(null=True)
    transfer_id = models.UUIDField(null=True)
    why = models.TextField(default="")
    placed = models.BigIntegerField(default=0)
    waits = models.BigIntegerField(default=0)

    class Meta:
        db_table = "procurement_requisition_line"
        constraints = [
            models.UniqueConstraint(
                fields=["requisition_id", "item"], name="procurement_requisition_item"
            ),
            models.CheckConstraint(
                condition=Q(
                    quantity__gt=0, bought__gte=0, given__gte=0, refused__gte=0, placed__gte=0,
                    waits__gte=0, placed__lte=F("bought"),
                ),
                name="procurement_requisition_line_sign",
            ),
            models.CheckConstraint(
                condition=Q(bought=0, given=0, refused=0)
                | Q(quantity=F("bought") + F("given") + F("refused")),
                name="procurement_requisition_line_sum",
            ),
            models.CheckConstraint(
                condition=Q(given=0) | Q(from_no__isnull=False, transfer_id__isnull=False),
                name="procurement_requisition_line_from",
            ),
            models.CheckConstraint(
                condition=Q(refused=0) | ~Q(why=""), name="procurement_requisition_line_why"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["unit_no"], condition=Q(waits__gt=0), name="procurement_requisition_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.quantity}"
