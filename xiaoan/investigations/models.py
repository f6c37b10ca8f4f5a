"""An event (疫情事件): signals that belong together, the cases counted in it, and what became of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.investigations import rules
from xiaoan.investigations.rules import contacts
from xiaoan.kernel.ids import uuid7


class Event(models.Model):
    """One presumed outbreak at a school. `unit_no`: the class or room while it is in one, else the school.

    `number` counts within the school and year: people say "2026年第3起". `detected_at`: when the first of
    its signals was raised; every delay is counted from there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    year = models.SmallIntegerField()
    number = models.SmallIntegerField()
    syndrome = models.TextField()
    # A disease of the exclusion profile once somebody suspects or knows it.
    disease = models.TextField(default="")
    state = models.TextField(default="open")
    source = models.TextField(default="signal")
    detected_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField(null=True)
    assigned_to_id = models.UUIDField(null=True)
    assigned_at = models.DateTimeField(null=True)
    assigned_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")
    merged_into_id = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.UUIDField(null=True)
    first_onset = models.DateField(null=True)
    last_onset = models.DateField(null=True)
    # Cases that are not excluded.
    cases = models.SmallIntegerField(default=0)
    version = models.IntegerField(default=1)
    # How many steps people have taken: whoever decides says on which they looked.
    steps = models.SmallIntegerField(default=0)
    # Who is a case: in words, and as far as it can be held against the roll.
    definition = models.TextField(default="")
    case_symptoms = models.IntegerField(default=0)
    case_since = models.DateField(null=True)
    case_until = models.DateField(null=True)
    case_units = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "investigations_event"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="event_school"),
            models.UniqueConstraint(fields=["school_id", "year", "number"], name="event_number"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="event_state"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into_id__isnull=False)
                | (~Q(state="merged") & Q(merged_into_id__isnull=True)),
                name="event_merged_into",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "-detected_at"], name="event_unit"),
            models.Index(fields=["school_id", "-detected_at"], name="event_of_school"),
            # The list: those that need somebody first.
            models.Index(fields=["state", "-detected_at"], name="event_state_time"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.year}-{self.number}"


class EventSignal(models.Model):
    """A signal that belongs to an event; it belongs to no other."""

    signal_id = models.UUIDField(primary_key=True)
    event_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    joined_at = models.DateTimeField()

    class Meta:
        db_table = "investigations_event_signal"
        indexes = [models.Index(fields=["school_id", "event_id"], name="event_signal_event")]

    def __str__(self) -> str:
        return str(self.signal_id)


class Step(models.Model):
    """What a person did with an event, and why; never changed. `id` is made by whoever sends it (UUIDv7).

    `facts`: codes, days and ids. `reason` names no pupil: the line list does.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    event_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    no = models.SmallIntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "investigations_step"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "event_id", "no"], name="event_step_once"),
            models.CheckConstraint(condition=Q(kind__in=rules.STEPS), name="event_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.no} {self.kind}"


class Case(models.Model):
    """A person counted in an event (病例), once. `unit_no` follows the pupil, `class_then` stays.

    `infected_by_id`: another case of the event, as somebody has found out. `version`: as it was seen by
    whoever decides about it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    event_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_then = models.IntegerField()
    person_id = models.UUIDField()
    status = models.TextField(default="suspected")
    source = models.TextField(default="signal")
    onset = models.DateField(null=True)
    onset_known = models.BooleanField(default=False)
    onset_time = models.TimeField(null=True)
    symptoms = models.IntegerField(default=0)
    infected_by_id = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    reason = models.TextField(default="")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "investigations_case"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="case_school"),
            models.UniqueConstraint(fields=["event_id", "person_id"], name="case_once"),
            models.CheckConstraint(condition=Q(status__in=rules.STATUSES), name="case_status"),
            models.CheckConstraint(condition=Q(source__in=rules.CASE_SOURCES), name="case_source"),
            models.CheckConstraint(
                condition=Q(infected_by_id=None) | ~Q(infected_by_id=F("id")),
                name="case_infected_by",
            ),
        ]
        indexes = [models.Index(fields=["school_id", "person_id"], name="case_person")]

    def __str__(self) -> str:
        return str(self.person_id)


class Exposure(models.Model):
    """Something that cases and others may have shared: a meal, water, an activity (暴露因素)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    event_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    name = models.TextField()
    day = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "investigations_exposure"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="exposure_school"),
            models.UniqueConstraint(
                fields=["event_id", "kind", "name", "day"],
                nulls_distinct=False,
                name="exposure_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=rules.EXPOSURES), name="exposure_kind"),
        ]
        indexes = [models.Index(fields=["school_id", "event_id"], name="exposure_event")]

    def __str__(self) -> str:
        return self.kind


class Exposed(models.Model):
    """Whether a pupil was exposed; no row: nobody knows. `unit_no` follows, `class_then` stays."""

    pk = models.CompositePrimaryKey("school_id", "exposure_id", "person_id")
    exposure_id = models.UUIDField()
    person_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_then = models.IntegerField()
    exposed = models.BooleanField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "investigations_exposed"
        indexes = [models.Index(fields=["school_id", "person_id"], name="exposed_person")]

    def __str__(self) -> str:
        return str(self.person_id)


class Contact(models.Model):
    """A person who was near cases of an event (接触者), once in each event, with every way of contact.

    `unit_no` follows the pupil, `class_then` stays. A contact at another school of the county (a sibling, or
    a pupil who has moved there) has that school's `school_id`; `event_school_id` is the event's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    event_id = models.UUIDField()
    event_school_id = models.IntegerField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_then = models.IntegerField()
    person_id = models.UUIDField()
    level = models.TextField()
    ways = ArrayField(models.TextField())
    activity = models.TextField(default="")
    syndrome = models.TextField()
    last_exposed = models.DateField()
    first_day = models.DateField()
    until = models.DateField()
    evening = models.BooleanField(default=False)
    state = models.TextField(default="watching")
    ended_as = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    # Days of observation on which nobody was reached, and what the person who released said of it.
    gap_days = models.SmallIntegerField(default=0)
    gap_reason = models.TextField(default="")
    case_id = models.UUIDField(null=True)
    into_id = models.UUIDField(null=True)
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "investigations_contact"
        constraints = [
            models.UniqueConstraint(fields=["event_id", "person_id"], name="contact_once"),
            models.CheckConstraint(condition=Q(level__in=contacts.LEVELS), name="contact_level"),
            models.CheckConstraint(condition=Q(state__in=contacts.STATES), name="contact_state"),
            models.CheckConstraint(condition=Q(ended_as__in=contacts.ENDS), name="contact_end"),
            models.CheckConstraint(
                condition=Q(state="watching", ended_as="", ended_at=None)
                | (~Q(state="watching") & ~Q(ended_as="") & Q(ended_at__isnull=False)),
                name="contact_ended",
            ),
            models.CheckConstraint(condition=Q(until__gte=F("last_exposed")), name="contact_days"),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "until"], condition=Q(state="watching"), name="contact_watched"
            ),
            models.Index(fields=["event_id", "level", "unit_no"], name="contact_event"),
            models.Index(fields=["school_id", "person_id"], name="contact_person"),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class ContactSheet(models.Model):
    """A class's contacts were asked after on a day; a correction is a further version (`no`). Never changed.

    `id` is made by the phone (UUIDv7). `unit_no` is the class of that day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    slot = models.TextField()
    no = models.SmallIntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    late = models.BooleanField()
    people = models.SmallIntegerField()
    ill = models.SmallIntegerField()
    unreached = models.SmallIntegerField()

    class Meta:
        db_table = "investigations_contact_sheet"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="contact_sheet_school"),
            models.UniqueConstraint(
                fields=["unit_no", "day", "slot", "no"], name="contact_sheet_once"
            ),
            models.CheckConstraint(condition=Q(slot__in=contacts.SLOTS), name="contact_sheet_slot"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.slot} {self.no}"


class ContactCheck(models.Model):
    """How one contact was on a day, by one sheet. `current`: no later version of the sheet replaces it."""

    pk = models.CompositePrimaryKey("sheet_id", "person_id")
    sheet_id = models.UUIDField()
    person_id = models.UUIDField()
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    class_then = models.IntegerField()
    day = models.DateField()
    slot = models.TextField()
    current = models.BooleanField(default=True)
    reached = models.BooleanField()
    symptoms = models.IntegerField(default=0)
    celsius = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    fever = models.BooleanField(default=False)
    onset = models.DateField(null=True)

    class Meta:
        db_table = "investigations_contact_check"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id", "day", "slot"], condition=Q(current=True),
                name="contact_check_once",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["unit_no", "day"], name="contact_check_unit"),
            models.Index(fields=["school_id", "person_id"], name="contact_check_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.slot}"
