"""Tables of care teams: who looks after whom in which role, from a day until another; and how it is counted.

`unit_no` of what is about a pupil follows the class; of staff it is the school.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from xiaoan.careteams import rules
from xiaoan.kernel.ids import uuid7


class School(models.Model):
    """A school that has begun to arrange care teams; from then on its people are settled each day."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField(unique=True)
    unit_no = models.IntegerField()
    started_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    # How often the duty to arrange was opened.
    turn = models.IntegerField(default=0)

    class Meta:
        db_table = "careteams_school"

    def __str__(self) -> str:
        return str(self.school_id)


class Act(models.Model):
    """One act of a person, under the id of its form: the same once more changes nothing. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    what = models.TextField()
    body_hash = models.BinaryField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    outcome = models.JSONField(default=dict)

    class Meta:
        db_table = "careteams_act"
        constraints = [
            models.CheckConstraint(condition=Q(what__in=rules.ACTS), name="care_act_what")
        ]
        indexes = [models.Index(fields=["unit_no", "at"], name="care_act_unit")]

    def __str__(self) -> str:
        return f"{self.what} {self.unit_no}"


class Link(models.Model):
    """That somebody looks after a person in a role, from a day until (not including) another.

    Until = since: it was over before it had lasted a day. `chosen`: a person chose so.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    role = models.TextField()
    carer_kind = models.TextField()
    carer_id = models.UUIDField()
    chosen = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True)
    begun_by = models.UUIDField()  # the act, or the id under which the system settled
    ended_as = models.TextField(default="")

    class Meta:
        db_table = "careteams_link"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "person_id", "role"],
                condition=Q(until=None),
                name="care_link_once",
            ),
            # Nobody fills two places of one team.
            models.UniqueConstraint(
                fields=["school_id", "person_id", "carer_id"],
                condition=Q(until=None),
                name="care_link_another",
            ),
            models.CheckConstraint(
                condition=Q(carer_kind__in=rules.CARER_KINDS), name="care_link_kind"
            ),
            models.CheckConstraint(condition=Q(ended_as__in=rules.ENDS), name="care_link_as"),
            models.CheckConstraint(
                condition=Q(until=None, ended_as="") | (Q(until__gte=F("since")) & ~Q(ended_as="")),
                name="care_link_days",
            ),
        ]
        indexes = [
            models.Index(fields=["person_id"], name="care_link_person"),
            models.Index(
                fields=["carer_id"], condition=Q(until=None), name="care_link_carer"
            ),
            models.Index(fields=["unit_no"], condition=Q(until=None), name="care_link_unit"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.role} {self.since}"


class Listed(models.Model):
    """Somebody a school has listed for a role, for the whole of it or a grade or class (`unit_no`): a cadre
    or a leader, who need not have an account."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    role = models.TextField()
    name = models.TextField()
    post = models.TextField(default="")
    phone_cipher = models.BinaryField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "careteams_listed"
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="care_listed_days"
            )
        ]
        indexes = [models.Index(fields=["school_id", "role"], name="care_listed_school")]

    def __str__(self) -> str:
        return f"{self.role} {self.unit_no}"


class Limit(models.Model):
    """After how many people of a school somebody looks at most."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    carer_kind = models.TextField()
    carer_id = models.UUIDField()
    most = models.IntegerField()

    class Meta:
        db_table = "careteams_limit"
        constraints = [
            models.UniqueConstraint(fields=["school_id", "carer_id"], name="care_limit_once"),
            models.CheckConstraint(
                condition=Q(most__gte=0, most__lte=rules.MOST), name="care_limit_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carer_id} {self.most}"


class Sheet(models.Model):
    """A ledger that somebody has uploaded, sealed until it is confirmed or some days have passed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    suffix = models.TextField()
    body_hash = models.BinaryField()
    file_cipher = models.BinaryField(null=True)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "careteams_sheet"
        indexes = [
            models.Index(
                fields=["at"], condition=Q(file_cipher__isnull=False), name="care_sheet_kept"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.at}"


class Tally(models.Model):
    """How many of a class (of staff: a school) have a carer in a role; role '' the whole team. Always counted
    anew from the roll and the links, never by adding."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    kind = models.TextField()
    role = models.TextField()
    people = models.IntegerField()
    held = models.IntegerField()

    class Meta:
        db_table = "careteams_tally"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "kind", "role"], name="care_tally_once"),
            models.CheckConstraint(
                condition=Q(held__gte=0, held__lte=F("people")), name="care_tally_held"
            ),
        ]
        indexes = [models.Index(fields=["school_id"], name="care_tally_school")]

    def __str__(self) -> str:
        return f"{self.unit_no} {self.kind} {self.role}"


class Contact(models.Model):
    """That a carer was in touch with one of theirs. Added, never changed (`unit_no` follows)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    by_id = models.UUIDField()
    day = models.DateField()
    at = models.DateTimeField()
    way = models.TextField()
    state = models.TextField()
    said = models.BinaryField()
    note_cipher = models.BinaryField(null=True)

    class Meta:
        db_table = "careteams_contact"
        constraints = [
            models.CheckConstraint(condition=Q(way__in=rules.WAYS), name="care_contact_way"),
            models.CheckConstraint(condition=Q(state__in=rules.STATES), name="care_contact_state"),
        ]
        indexes = [
            models.Index(fields=["person_id", "-at"], name="care_contact_person"),
            models.Index(fields=["unit_no"], name="care_contact_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.way}"


class SchemeChoice(models.Model):
    """Which roles teams have in the county from a day on; a later choice of the same day replaces it."""

    unit_no = models.IntegerField()
    since = models.DateField()
    scheme = models.TextField()
    student_roles = ArrayField(models.TextField())
    staff_roles = ArrayField(models.TextField())
    reason = models.TextField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "careteams_scheme_choice"
        constraints = [
            models.UniqueConstraint(fields=["unit_no", "since"], name="care_scheme_since")
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.since}"
