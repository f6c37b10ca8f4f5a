"""Tables of supplies. `unit_no` is the store: a school, a township or the county, each with one.

An entry is added and never changed; a balance is written by the database alone, as entries are added
(migration 0002), and cannot fall below zero. Lots, recalls, bar codes and standards are the county's.
"""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.supplies import rules

_GOT = [kind for kind, sign in rules.SIGNS.items() if sign > 0]
_GIVEN = [kind for kind, sign in rules.SIGNS.items() if sign < 0]


class Lot(models.Model):
    """One batch of an item, the same wherever a piece of it lies. '' and None: not printed on it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    item = models.TextField()
    batch = models.TextField(default="")
    maker = models.TextField(default="")
    expires = models.DateField(null=True)

    class Meta:
        db_table = "supplies_lot"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "batch", "maker", "expires"], name="supplies_lot_once",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(fields=["id", "item"], name="supplies_lot_item"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} {self.batch}"


class Recall(models.Model):
    """A lot is not to be given out any more, wherever it is; one running at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    lot = models.ForeignKey(Lot, models.PROTECT)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    reason = models.TextField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.UUIDField(null=True)
    lifted_reason = models.TextField(default="")

    class Meta:
        db_table = "supplies_recall"
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=Q(lifted_at=None), name="supplies_recall_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.lot_id)


class RecallStore(models.Model):
    """What a recall asks of a store that has or had pieces of the lot: brought in, put aside, told."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    recall = models.ForeignKey(Recall, models.PROTECT)
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    note = models.TextField(default="")

    class Meta:
        db_table = "supplies_recall_store"
        constraints = [
            models.UniqueConstraint(fields=["recall", "unit_no"], name="supplies_recall_store_once")
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} {self.unit_no}"


class Code(models.Model):
    """What a bar code stands for, learnt when it was first scanned."""

    code = models.TextField(primary_key=True)
    unit_no = models.IntegerField()
    item = models.TextField()
    pack = models.TextField(default="")
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "supplies_code"

    def __str__(self) -> str:
        return f"{self.code} {self.item}"


class Standard(models.Model):
    """A version of the county's standard: drafted, shown with its effect, published by a second person."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    unit_no = models.IntegerField()
    since = models.DateField()
    title = models.TextField()
    source = models.TextField(default="")
    rules = models.JSONField(default=list)
    state = models.TextField(default="draft")
    edits = models.IntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    asked_by_id = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "supplies_standard"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=rules.VERSION_STATES), name="supplies_standard_state"
            ),
            # Whoever asks for it does not publish it.
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(published_at__isnull=False) & ~Q(published_by_id=F("asked_by_id"))),
                name="supplies_standard_by_two",
            ),
            models.UniqueConstraint(
                fields=["unit_no", "since"], condition=Q(state="published"),
                name="supplies_standard_since",
            ),
            models.UniqueConstraint(
                fields=["unit_no"], condition=Q(state__in=["draft", "asked"]),
                name="supplies_standard_one_draft",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.title} {self.since}"


class Size(models.Model):
    """What a school is counted by, counted anew as its roll changes. NULL: nobody has entered any."""

    unit_no = models.IntegerField(primary_key=True)
    school_id = models.IntegerField()
    pupils = models.IntegerField()
    staff = models.IntegerField()
    classes = models.IntegerField()
    boarders = models.IntegerField()
    gates = models.IntegerField(null=True)
    m2 = models.IntegerField(null=True)
    rooms = models.IntegerField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "supplies_size"

    def __str__(self) -> str:
        return f"{self.unit_no} {self.pupils}"


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
        ]
        indexes = [
            models.Index(fields=["unit_no", "-sent_at"], name="supplies_transfer_from"),
            models.Index(fields=["to_no", "-sent_at"], name="supplies_transfer_to"),
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
