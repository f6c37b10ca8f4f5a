"""Tables of rumours. All of them are the county's: `school_id` 0, `unit_no` the county's number."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.rumours import rules


class Item(models.Model):
    """One rumour, however many report it. `answer_id`: the answer in force; `proposed_id`: one that waits
    for a second person; `into_id`: where it was put; `named`: what its texts name (rules.alike), as keyed
    marks; `answered_at`: when it was answered first, by publication or dismissal."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    no = models.IntegerField()
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    reports = models.IntegerField(default=0)
    owner_id = models.UUIDField(null=True)
    answer_id = models.UUIDField(null=True)
    proposed_id = models.UUIDField(null=True)
    verdict = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    why = models.TextField(default="")
    into_id = models.UUIDField(null=True)
    split_from_id = models.UUIDField(null=True)
    named = models.JSONField(default=dict)
    steps = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "rumours_item"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="rumour_school"),
            models.UniqueConstraint(fields=["unit_no", "no"], name="rumour_no_once"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="rumour_state"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (Q(answer_id__isnull=False) & Q(published_at__isnull=False)),
                name="rumour_published",
            ),
            models.CheckConstraint(
                condition=Q(state="merged") ^ Q(into_id=None), name="rumour_merged"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "opened_at"], condition=Q(state="open"), name="rumour_open"),
            models.Index(fields=["unit_no", "-last_at"], name="rumour_last"),
            models.Index(
                fields=["unit_no", "-published_at"], condition=Q(state="published"),
                name="rumour_corrections",
            ),
            models.Index(fields=["answered_at"], include=["opened_at"], name="rumour_answered"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.no} {self.state}"


class Print(models.Model):
    """A text, once however often it is reported, as it is compared: keyed digest of its folded form, keyed
    marks of its pieces, what it names."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    item_id = models.UUIDField()
    digest = models.BinaryField()
    pieces = ArrayField(models.BigIntegerField())
    named = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "rumours_print"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "digest"], name="rumour_text_once")
        ]
        indexes = [
            models.Index(fields=["item_id"], name="rumour_print_item"),
            GinIndex(fields=["pieces"], name="rumour_print_pieces"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Gram(models.Model):
    """A piece by which texts are found that may be alike (rules.alike)."""

    id = models.BigAutoField(primary_key=True)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    print_id = models.UUIDField()
    value = models.BigIntegerField()

    class Meta:
        db_table = "rumours_gram"
        indexes = [
            models.Index(
                fields=["value"], include=["print_id", "unit_no"], name="rumour_gram_value"
            )
        ]

    def __str__(self) -> str:
        return str(self.value)


class Mark(models.Model):
    """A link or a picture file that has been reported, and which item it is: one item, however many send it
    at once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    item_id = models.UUIDField()
    kind = models.TextField()
    value = models.BinaryField()

    class Meta:
        db_table = "rumours_mark"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "kind", "value"], name="rumour_mark_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["link", "photo"]), name="rumour_mark_kind"
            ),
        ]
        indexes = [models.Index(fields=["item_id"], name="rumour_mark_item")]

    def __str__(self) -> str:
        return self.kind


class Report(models.Model):
    """What one person reported. The words are sealed: people name children in them. Who it was stays here for
    the reply and is shown to nobody; the desk sees `role` and school (`from_no`)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    item_id = models.UUIDField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    role = models.TextField()
    from_no = models.IntegerField()
    text_cipher = models.BinaryField(null=True)
    links = ArrayField(models.TextField(), default=list)
    photo_ids = ArrayField(models.UUIDField(), default=list)
    print_id = models.UUIDField(null=True)
    how = models.TextField()
    answered_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "rumours_report"
        constraints = [
            models.CheckConstraint(condition=Q(how__in=rules.HOWS), name="rumour_report_how")
        ]
        indexes = [
            models.Index(fields=["item_id", "at"], name="rumour_report_item"),
            models.Index(fields=["by_id", "-at"], name="rumour_report_mine"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Nearby(models.Model):
    """Two items that may be the same: a person is asked once. `settled`: said to be two."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    item_id = models.UUIDField()
    other_id = models.UUIDField()
    percent = models.SmallIntegerField()
    settled = models.BooleanField(default=False)

    class Meta:
        db_table = "rumours_nearby"
        constraints = [
            models.UniqueConstraint(fields=["item_id", "other_id"], name="rumour_nearby_once"),
            models.CheckConstraint(
                condition=Q(item_id__lt=F("other_id")), name="rumour_nearby_order"
            ),
        ]
        indexes = [models.Index(fields=["other_id"], name="rumour_nearby_other")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.other_id}"


class Answer(models.Model):
    """A version of the answer: verdict, what is claimed and what is true in three languages, sources; added
    only."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    item_id = models.UUIDField()
    no = models.SmallIntegerField()
    verdict = models.TextField()
    title = models.JSONField()
    text = models.JSONField()
    sources = models.JSONField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "rumours_answer"
        constraints = [
            models.UniqueConstraint(fields=["item_id", "no"], name="rumour_answer_once"),
            models.CheckConstraint(condition=Q(verdict__in=rules.VERDICTS), name="rumour_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.no}"


class Release(models.Model):
    """That a second person let an answer out; added only. The database refuses the writer."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    item_id = models.UUIDField()
    answer_id = models.UUIDField()
    writer_id = models.UUIDField()
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "rumours_release"
        constraints = [
            models.UniqueConstraint(fields=["answer_id"], name="rumour_release_once"),
            models.CheckConstraint(condition=~Q(by_id=F("writer_id")), name="rumour_two_people"),
        ]

    def __str__(self) -> str:
        return str(self.answer_id)


class Step(models.Model):
    """One step about an item, by whom, in words; never changed. `id` is made by the form."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(default=0)
    unit_no = models.IntegerField()
    item_id = models.UUIDField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField()
    text = models.TextField(default="")
    other_id = models.UUIDField(null=True)
    reports = models.IntegerField(default=0)
    said = models.BinaryField(null=True)

    class Meta:
        db_table = "rumours_step"
        constraints = [
            models.UniqueConstraint(fields=["item_id", "no"], name="rumour_step_once"),
            models.CheckConstraint(condition=Q(kind__in=rules.STEPS), name="rumour_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.kind}"
