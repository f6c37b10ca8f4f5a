"""Tables of clearances. What is written on papers and why somebody was let in is sealed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.clearances import rules
from xiaoan.kernel.ids import uuid7


class Ground(models.Model):
    """Read table: one thing that keeps a pupil away (rules.Ground), of the illness, isolation, line, contact
    or answer `about_id`. Nobody has a row who may simply come. Made anew from what it rests on."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    code = models.TextField()
    about_id = models.UUIDField()
    since = models.DateField()
    until = models.DateField(null=True)
    paper = models.BooleanField()
    handed = models.BooleanField(default=False)
    lacks_diagnosis = models.BooleanField(default=False)
    second = models.BooleanField(default=False)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "clearances_ground"
        constraints = [
            models.UniqueConstraint(fields=["code", "about_id"], name="clearances_ground_once"),
            models.CheckConstraint(condition=Q(code__in=rules.CODES), name="clearances_code"),
        ]
        indexes = [
            models.Index(fields=["unit_no", "person_id"], name="clearances_ground_unit"),
            models.Index(fields=["school_id", "person_id"], name="clearances_ground_person"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.code}"


class Paper(models.Model):
    """A paper that the school's doctor has checked (查验), for one ground. `id` is made by the form;
    `accepted` False: it did not do, `faults` says why. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    code = models.TextField()
    about_id = models.UUIDField()
    kind = models.TextField()
    words_cipher = models.BinaryField()
    onset = models.DateField(null=True)
    diagnosed_on = models.DateField(null=True)
    isolated_from = models.DateField(null=True)
    isolated_to = models.DateField(null=True)
    issued_on = models.DateField()
    back_on = models.DateField()
    photo_id = models.UUIDField(null=True)
    accepted = models.BooleanField()
    faults = ArrayField(models.TextField(), default=list)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "clearances_paper"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=rules.KINDS), name="clearances_paper_kind"),
        ]
        indexes = [
            models.Index(fields=["school_id", "person_id"], name="clearances_paper_person"),
            models.Index(fields=["code", "about_id"], name="clearances_paper_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issued_on}"


class Contact(models.Model):
    """What was heard of a pupil who is kept (每日联系), on a day: how they are (`outcome`), whether in
    online lessons (None: not asked), sealed words. `id` is made by the form. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    day = models.DateField()
    outcome = models.TextField()
    online = models.BooleanField(null=True)
    words_cipher = models.BinaryField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    said = models.BinaryField()

    class Meta:
        db_table = "clearances_contact"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=rules.OUTCOMES), name="clearances_contact_outcome"
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "person_id"], name="clearances_contact_person"),
            models.Index(fields=["unit_no", "day"], name="clearances_contact_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.day} {self.outcome}"


class Size(models.Model):
    """Read table: how many pupils of a school were on the roll when its grounds were last made anew: what
    shares above a school are of."""

    school_id = models.IntegerField(primary_key=True)
    unit_no = models.IntegerField()
    on_roll = models.IntegerField()
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "clearances_size"
        indexes = [models.Index(fields=["unit_no"], name="clearances_size_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.on_roll}"


class Override(models.Model):
    """That somebody may come although a ground stands (破例放行): one asks with a reason, another decides."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    first = models.DateField()
    last = models.DateField()
    reason_cipher = models.BinaryField()
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField()
    state = models.TextField(default="asked")
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    said = models.BinaryField()

    class Meta:
        db_table = "clearances_override"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="asked", decided_by_id=None, decided_at=None)
                | Q(
                    state__in=["granted", "refused"],
                    decided_by_id__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(decided_by_id=F("asked_by_id")),
                name="clearances_second_person",
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="clearances_days"),
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(state="asked"), name="clearances_asked_once"
            ),
        ]
        indexes = [
            models.Index(fields=["school_id", "person_id"], name="clearances_over_person"),
            models.Index(fields=["unit_no", "state"], name="clearances_over_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.state}"
