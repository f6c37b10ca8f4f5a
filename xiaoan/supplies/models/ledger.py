"""Tables of supplies. `unit_no` is the store: a school, a township or the county, each with one.

An entry is added and never changed; a balance is written by the database alone, as entries are added
(migration 0002), and cannot fall below zero.
"""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.supplies import rules
from xiaoan.supplies.models.catalogue import Lot

_GOT = [kind for kind, sign in rules.SIGNS.items() if sign > 0]
_GIVEN = [kind for kind, sign in rules.SIGNS.items() if sign < 0]


class Act(models.Model):
    """One act of a person, under the id of its form: the same once more changes nothing. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "supplies_act"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="supplies_act_school"),
            models.CheckConstraint(condition=Q(what__in=rules.ACTS), name="supplies_act_what"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.unit_no}"


class Entry(models.Model):
    """So much of a lot came or went. `day`: when it was done, `at`: when it was written.

    `about_id`: the transfer, the count or the issue it belongs to; `to_no`, `to_id`: the class or person of
    an issue and of a return; `price` in fen of one `pack`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    act_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    lot = models.ForeignKey(Lot, models.PROTECT)
    kind = models.TextField()
    quantity = models.BigIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    source = models.TextField(default="")
    supplier = models.TextField(default="")
    papers = models.TextField(default="")
    price = models.IntegerField(null=True)
    pack = models.TextField(default="")
    to_no = models.IntegerField(null=True)
    to_id = models.UUIDField(null=True)
    about_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "supplies_entry"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=rules.KINDS), name="supplies_entry_kind"),
            models.CheckConstraint(
                condition=~Q(quantity=0)
                & (
                    Q(kind__in=["count", "correction"])
                    | Q(kind__in=_GIVEN, quantity__lt=0)
                    | Q(kind__in=_GOT, quantity__gt=0)
                ),
                name="supplies_entry_sign",
            ),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0), name="supplies_entry_price"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["correction", "disposal"]) | ~Q(reason=""),
                name="supplies_entry_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "item", "at"], name="supplies_entry_card"),
            models.Index(fields=["unit_no", "-at"], name="supplies_entry_store"),
            models.Index(fields=["lot", "unit_no"], name="supplies_entry_lot"),
            models.Index(fields=["act_id"], name="supplies_entry_act"),
            models.Index(
                fields=["about_id"],
                condition=Q(about_id__isnull=False),
                name="supplies_entry_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item} {self.quantity}"


class Balance(models.Model):
    """What a store holds of a lot: the sum of its entries, kept by a trigger and by nothing else."""

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    lot = models.ForeignKey(Lot, models.PROTECT)
    held = models.BigIntegerField()

    class Meta:
        db_table = "supplies_balance"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "lot"], name="supplies_balance_once"),
            models.CheckConstraint(condition=Q(held__gte=0), name="supplies_balance_held"),
        ]
        # What is used up stays on record and is not walked through.
        indexes = [
            models.Index(
                fields=["unit_no", "item"], condition=Q(held__gt=0), name="supplies_balance_left"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item} {self.held}"


class Transfer(models.Model):
    """Goods on the way from one store (`unit_no`) to another (`to_no`), until those count them in."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    to_no = models.IntegerField()
    state = models.TextField(default="sent")
    sent_at = models.DateTimeField()
    sent_by_id = models.UUIDField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by_id = models.UUIDField(null=True)
    note = models.TextField(default="")
    # What the receiver says of a difference.
    difference = models.TextField(default="")
    # Less came than was sent, and nobody of the sender's has looked at it yet.
    is_short = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True)
    looked_by_id = models.UUIDField(null=True)
    looked_note = models.TextField(default="")

    class Meta:
        db_table = "supplies_transfer"
        constraints = [
            models.UniqueConstraint(
                fields=["id", "unit_no", "to_no"], name="supplies_transfer_way"
            ),
            models.CheckConstraint(
                condition=Q(state="sent") ^ Q(received_at__isnull=False),
                name="supplies_transfer_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["sent", "received"]), name="supplies_transfer_state"
            ),
            models.CheckConstraint(condition=~Q(to_no=F("unit_no")), name="supplies_transfer_self"),
            # A shortfall is not closed by whoever reported it.
            models.CheckConstraint(
                condition=Q(looked_at=None)
                | (Q(is_short=False) & ~Q(looked_by_id=F("received_by_id"))),
                name="supplies_transfer_looked",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-sent_at"], name="supplies_transfer_from"),
            models.Index(fields=["to_no", "-sent_at"], name="supplies_transfer_to"),
            models.Index(
                fields=["unit_no"], condition=Q(is_short=True), name="supplies_transfer_short"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.to_no}"


class TransferLine(models.Model):
    """So much of a lot on the way; `received` once it was counted in, never more than was sent."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    transfer_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    to_no = models.IntegerField()
    item = models.TextField()
    lot = models.ForeignKey(Lot, models.PROTECT)
    sent = models.BigIntegerField()
    received = models.BigIntegerField(null=True)

    class Meta:
        db_table = "supplies_transfer_line"
        constraints = [
            models.UniqueConstraint(fields=["transfer_id", "lot"], name="supplies_transfer_lot"),
            models.CheckConstraint(
                condition=Q(sent__gt=0)
                & (Q(received=None) | Q(received__gte=0, received__lte=F("sent"))),
                name="supplies_transfer_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.sent}"


class Count(models.Model):
    """A store counted by its keeper; a second person confirms, and only then entries follow."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    item = models.TextField()
    state = models.TextField(default="counted")
    counted_at = models.DateTimeField()
    counted_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")

    class Meta:
        db_table = "supplies_count"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="supplies_count_school"),
            models.CheckConstraint(
                condition=Q(state__in=["counted", "confirmed", "refused"]), name="supplies_count_state"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | ~Q(decided_by_id=F("counted_by_id")),
                name="supplies_count_by_two",
            ),
            # One at a time: what a second count found would be unlike what the first one's entries leave.
            models.UniqueConstraint(
                fields=["unit_no", "item"], condition=Q(state="counted"), name="supplies_count_one"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["unit_no", "-counted_at"], name="supplies_count_store")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.item}"


class CountLine(models.Model):
    """What the book said of a lot at the count, and what was found."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    count_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    lot = models.ForeignKey(Lot, models.PROTECT)
    book = models.BigIntegerField()
    found = models.BigIntegerField()

    class Meta:
        db_table = "supplies_count_line"
        constraints = [
            models.UniqueConstraint(fields=["count_id", "lot"], name="supplies_count_lot"),
            models.CheckConstraint(
                condition=Q(book__gte=0, found__gte=0), name="supplies_count_found"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.book} {self.found}"
