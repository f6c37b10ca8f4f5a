"""What is the county's of supplies: lots, recalls, bar codes, standards; and what a school is counted by."""

from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.supplies import rules


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
