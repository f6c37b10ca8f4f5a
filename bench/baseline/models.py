"""The naive tables."""

from typing import ClassVar

from django.db import models


class PersonCheck(models.Model):
    """One person at one check."""

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    day = models.DateField()
    slot = models.TextField()
    kind = models.TextField(default="present")
    symptoms = models.IntegerField(default=0)
    onset = models.DateField(null=True)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    submitted_at = models.DateTimeField()
    submitted_by_id = models.UUIDField()

    objects: ClassVar[models.Manager["PersonCheck"]] = models.Manager()

    class Meta:
        app_label = "baseline"
        db_table = "bench_person_check"

    def __str__(self) -> str:
        return str(self.pk)


class PersonCheckAudit(models.Model):
    """Who wrote which of them when."""

    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    check_id = models.BigIntegerField()
    is_new = models.BooleanField()
    kind = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        app_label = "baseline"
        db_table = "bench_person_check_audit"

    def __str__(self) -> str:
        return str(self.pk)


class RosterPerson(models.Model):
    """One row of a roster, flat, as it came."""

    kind = models.TextField()
    school = models.TextField()
    grade = models.TextField(blank=True)
    class_name = models.TextField(blank=True)
    number = models.TextField(blank=True)
    staff_number = models.TextField(blank=True)
    name = models.TextField()
    sex = models.TextField()
    birth_date = models.DateField()
    id_kind = models.TextField()
    id_number = models.TextField(unique=True)
    seat = models.TextField(blank=True)
    boarder = models.TextField(blank=True)
    room = models.TextField(blank=True)
    name_1 = models.TextField(blank=True)
    relation_1 = models.TextField(blank=True)
    phone_1 = models.TextField(blank=True)
    name_2 = models.TextField(blank=True)
    relation_2 = models.TextField(blank=True)
    phone_2 = models.TextField(blank=True)
    post = models.TextField(blank=True)
    phone = models.TextField(blank=True)

    objects: ClassVar[models.Manager["RosterPerson"]] = models.Manager()

    class Meta:
        app_label = "baseline"
        db_table = "bench_roster_person"

    def __str__(self) -> str:
        return str(self.pk)
