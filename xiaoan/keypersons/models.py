"""Tables of keypersons: one line per person and reason, and all that happens to it.

What people wrote in their own words is sealed. `unit_no` follows the pupil; `first_unit_no` is the class
in which the line was opened.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.kernel.ids import uuid7
from xiaoan.keypersons import rules

_WITHOUT_END = Q(ended_on=None, ended_at=None, ended_as="")
_WITH_END = Q(ended_on__isnull=False, ended_at__isnull=False) & ~Q(ended_as="")


class KeyPerson(models.Model):
    """A person followed for one reason, from a day on until released."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    first_unit_no = models.IntegerField()
    person_id = models.UUIDField()
    kind = models.TextField()
    category = models.TextField()
    pack = models.TextField()
    source = models.TextField()
    # What named the person: answers, or the ids of forms; the same one again changes nothing.
    source_ids = ArrayField(models.UUIDField())
    # kernel.said of what was sent with the ids of forms, in hexadecimal by id.
    said = models.JSONField(null=True)
    whereabouts = models.TextField()
    place_cipher = models.BinaryField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    every = models.SmallIntegerField()
    needs_paper = models.BooleanField()
    carer_id = models.UUIDField(null=True)
    deputy_id = models.UUIDField(null=True)
    # Somebody chose the carer; else it is whoever holds the class, as of each morning.
    carer_named = models.BooleanField(default=False)
    state = models.TextField(default="open")
    isolated = models.BooleanField(default=False)
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField(null=True)
    last_day = models.DateField(null=True)
    last_at = models.DateTimeField(null=True)
    next_due = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    ended_as = models.TextField(default="")
    ended_early = models.BooleanField(default=False)
    paper_id = models.UUIDField(null=True)
    # The line at the pupil's next school.
    into_id = models.UUIDField(null=True)

    class Meta:
        db_table = "keypersons_key_person"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="key_person_school"),
            models.UniqueConstraint(
                fields=["school_id", "person_id", "category"],
                condition=Q(state="open"),
                name="key_person_open_once",
            ),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="key_person_state"),
            models.CheckConstraint(
                condition=(Q(state="open") & _WITHOUT_END & Q(next_due__isnull=False))
                | (~Q(state="open") & _WITH_END & Q(next_due=None, isolated=False)),
                name="key_person_end",
            ),
            models.CheckConstraint(condition=Q(ended_as__in=rules.ENDS), name="key_person_as"),
            models.CheckConstraint(
                condition=Q(whereabouts__in=rules.WHEREABOUTS), name="key_person_whereabouts"
            ),
            models.CheckConstraint(condition=Q(source__in=rules.SOURCES), name="key_person_source"),
            models.CheckConstraint(condition=Q(every__gte=1), name="key_person_every"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="key_person_days"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "next_due"], condition=Q(state="open"), name="key_person_open"
            ),
            models.Index(fields=["state", "unit_no"], name="key_person_unit"),
            models.Index(fields=["opened_on", "unit_no"], name="key_person_opened"),
            # The past lines of a unit are counted and put in order from here alone, however many they are.
            # (An index in the order of the list would serve the county better, but is not taken: row
            # security hides from the planner how much of a table the actor sees.)
            models.Index(
                fields=["state", "unit_no"], include=["ended_on", "category", "id"],
                condition=Q(ended_on__isnull=False), name="key_person_past",
            ),
            models.Index(
                fields=["paper_id"], condition=Q(paper_id__isnull=False), name="key_person_paper"
            ),
            models.Index(fields=["school_id", "person_id"], name="key_person_person"),
            models.Index(
                fields=["carer_id"], condition=Q(state="open"), name="key_person_carer"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.category} {self.since}"


class FollowUp(models.Model):
    """One time somebody asked after a key person. Added, never changed (only `unit_no` follows)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    line_id = models.UUIDField()
    day = models.DateField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    method = models.TextField(default="")
    fever = models.BooleanField(default=False)
    symptoms = models.IntegerField(default=0)
    whereabouts = models.TextField()
    reached = models.TextField()
    remark_cipher = models.BinaryField(null=True)

    class Meta:
        db_table = "keypersons_follow_up"
        constraints = [
            models.CheckConstraint(
                condition=Q(reached__in=rules.REACHED), name="follow_up_reached"
            ),
            models.CheckConstraint(
                condition=Q(whereabouts__in=rules.WHEREABOUTS), name="follow_up_whereabouts"
            ),
        ]
        indexes = [
            models.Index(fields=["line_id", "at"], name="follow_up_line"),
            models.Index(fields=["unit_no", "day"], name="follow_up_unit"),
            models.Index(fields=["school_id", "person_id"], name="follow_up_person"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.reached}"


class Paper(models.Model):
    """A paper on the strength of which people were released, and who saw it: one row per school."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    issuer_cipher = models.BinaryField()
    number_cipher = models.BinaryField(null=True)
    issued_on = models.DateField()
    seen_on = models.DateField()
    seen_at = models.DateTimeField()
    seen_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "keypersons_paper"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "id"], name="paper_school"),
            models.CheckConstraint(condition=Q(kind__in=rules.PAPERS), name="paper_kind"),
        ]
        indexes = [models.Index(fields=["unit_no"], name="paper_unit")]

    def __str__(self) -> str:
        return f"{self.kind} {self.issued_on}"


class Isolation(models.Model):
    """A stretch of isolation of a key person; over once somebody saw the paper (or the line ended)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    line_id = models.UUIDField()
    kind = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    basis = models.TextField()
    begun_at = models.DateTimeField()
    begun_by_id = models.UUIDField(null=True)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)
    paper_id = models.UUIDField(null=True)
    # Before the planned end, and why: shown for ever.
    early_cipher = models.BinaryField(null=True)

    class Meta:
        db_table = "keypersons_isolation"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "line_id"], condition=Q(ended_on=None), name="isolation_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=rules.ISOLATIONS), name="isolation_kind"),
            models.CheckConstraint(condition=Q(basis__in=rules.BASES), name="isolation_basis"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="isolation_days"
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no"], condition=Q(ended_on=None), name="isolation_unit"),
            models.Index(fields=["ended_on", "unit_no"], name="isolation_ended"),
            models.Index(fields=["line_id"], name="isolation_line"),
            models.Index(
                fields=["paper_id"], condition=Q(paper_id__isnull=False), name="isolation_paper"
            ),
            models.Index(fields=["school_id", "person_id"], name="isolation_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.since}"


class Travel(models.Model):
    """A return to the county, announced ahead: on the day somebody finds out whether they arrived."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    expected = models.DateField()
    origin_cipher = models.BinaryField()
    transport = models.TextField()
    # Number of train or flight, if somebody gave it.
    transport_cipher = models.BinaryField(null=True)
    announced_by = models.TextField()
    announced_at = models.DateTimeField()
    announced_by_id = models.UUIDField(null=True)
    state = models.TextField(default="expected")
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    arrived_on = models.DateField(null=True)
    into_id = models.UUIDField(null=True)

    class Meta:
        db_table = "keypersons_travel"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["expected", "arrived", "withdrawn", "moved"]),
                name="travel_state",
            ),
            models.CheckConstraint(
                condition=Q(state="arrived") ^ Q(arrived_on=None), name="travel_arrived"
            ),
            models.CheckConstraint(
                condition=Q(transport__in=rules.TRANSPORTS), name="travel_transport"
            ),
            models.CheckConstraint(
                condition=Q(announced_by__in=rules.ANNOUNCERS), name="travel_announced_by"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_no", "expected"], condition=Q(state="expected"), name="travel_open"
            ),
            models.Index(fields=["school_id", "person_id"], name="travel_person"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.expected} {self.state}"


class Change(models.Model):
    """One entry of a person's history: who did what, when. Added, never changed (`unit_no` follows)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    about_id = models.UUIDField()  # the line, or the travel
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    what = models.TextField()
    # Codes, days and ids; words of people are in `note_cipher`.
    detail = models.JSONField(default=dict)
    note_cipher = models.BinaryField(null=True)

    class Meta:
        db_table = "keypersons_change"
        indexes = [
            models.Index(fields=["school_id", "person_id", "at"], name="change_person"),
            models.Index(fields=["unit_no"], name="change_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"


class Export(models.Model):
    """A list that somebody took away, and why."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    reason = models.TextField()
    rows = models.IntegerField()

    class Meta:
        db_table = "keypersons_export"
        indexes = [models.Index(fields=["unit_no", "at"], name="key_person_export_unit")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.at}"


class PackChoice(models.Model):
    """Which pack is in force in the county from a day on; a later choice of the same day replaces it."""

    unit_no = models.IntegerField()
    since = models.DateField()
    pack = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "keypersons_pack_choice"
        constraints = [models.UniqueConstraint(fields=["unit_no", "since"], name="pack_since")]

    def __str__(self) -> str:
        return f"{self.pack} {self.since}"
