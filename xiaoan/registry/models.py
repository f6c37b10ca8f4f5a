"""The registry's own work: imports of rosters, the schools they brought in, pairs to decide."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from xiaoan.kernel.ids import uuid7


class RosterImport(models.Model):
    """One sheet that was handed in. `unit_no` is where it may reach: a school, or the county.

    The sheet and what was found in it lie as sealed files under `file_key`, for some days.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    by_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    file_name = models.TextField()
    file_hash = models.TextField()
    file_key = models.TextField()
    state = models.TextField(default="received")
    mode = models.TextField(default="good")
    complete = models.BooleanField(default=False)
    since = models.DateField()
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    schools_total = models.IntegerField(default=0)
    schools_done = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    fault = models.JSONField(default=dict)
    stop_requested = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    files_until = models.DateTimeField()

    class Meta:
        db_table = "registry_roster_import"
        indexes = [models.Index(fields=["unit_no", "received_at"], name="roster_import_unit")]

    def __str__(self) -> str:
        return str(self.id)


class ImportedSchool(models.Model):
    """A school that an import brought in, written with its people: there wholly, or not at all."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    roster_import_id = models.UUIDField()
    at = models.DateTimeField()
    counts = models.JSONField()

    class Meta:
        db_table = "registry_imported_school"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "roster_import_id"], name="imported_school_once"
            )
        ]
        indexes = [models.Index(fields=["roster_import_id"], name="imported_school_import")]

    def __str__(self) -> str:
        return str(self.id)


class RosterExport(models.Model):
    """A roster that somebody asked to take away, of a school or the county (`unit_no`).

    The file lies sealed under `file_key`, for minutes; only who asked may fetch it, in the session
    (`session_id`) in which it was asked for or begun. `taken`: how often it was. Many people: it waits
    until somebody else has approved (`waiting`, `approved`, `refused`), and is written when who asked
    begins, unless who approved no longer may (`annulled`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    by_id = models.UUIDField()
    form = models.TextField()
    numbers = models.TextField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    file_key = models.TextField()
    state = models.TextField(default="asked")
    rows_total = models.IntegerField(default=0)
    rows_done = models.IntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    taken = models.IntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    session_id = models.UUIDField(null=True)
    large = models.BooleanField(default=False, db_default=False)
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(default="", db_default="")

    class Meta:
        db_table = "registry_roster_export"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "waiting",
                        "approved",
                        "refused",
                        "annulled",
                        "asked",
                        "making",
                        "ready",
                        "failed",
                        "gone",
                    ]
                ),
                name="roster_export_state",
            ),
            # Nothing large goes on without a decision, and nobody decides about their own.
            models.CheckConstraint(
                condition=models.Q(large=False)
                | models.Q(state__in=["waiting", "gone"])
                | models.Q(decided_by_id__isnull=False),
                name="roster_export_decided",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by_id=None) | ~models.Q(decided_by_id=models.F("by_id")),
                name="roster_export_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(form__in=["xlsx", "csv"], numbers__in=["masked", "full"]),
                name="roster_export_kind",
            ),
            # Numbers in full leave one school at a time.
            models.CheckConstraint(
                condition=models.Q(numbers="masked") | models.Q(school_id=models.F("unit_no")),
                name="roster_export_full_of_one_school",
            ),
        ]
        indexes = [models.Index(fields=["by_id", "asked_at"], name="roster_export_by")]

    def __str__(self) -> str:
        return str(self.id)


class DoubtfulPair(models.Model):
    """A row that may be about somebody who is on record already; a person decides.

    `unit_no` is the class of the row (the school, of staff); the row itself is sealed. `other_*` is
    the person on record, maybe of another school.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    roster_import_id = models.UUIDField()
    row_no = models.IntegerField()
    row_cipher = models.BinaryField()
    row_index = models.BinaryField()
    other_id = models.UUIDField()
    other_school_id = models.IntegerField()
    reasons = models.JSONField(default=list)
    state = models.TextField(default="open")
    decided_by_id = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registry_doubtful_pair"
        constraints = [
            models.UniqueConstraint(
                fields=["school_id", "row_index", "other_id"], name="doubtful_pair_once"
            )
        ]
        indexes = [models.Index(fields=["unit_no", "state"], name="doubtful_pair_unit")]

    def __str__(self) -> str:
        return str(self.id)


class Transfer(models.Model):
    """A pupil asked for by another school, or offered to one; the other of the two answers.

    `unit_no` is the pupil's class, `to_unit_no` the class that is to take them in (the receiving school
    itself while none is chosen). Each of the two schools sees the row, and of the other nothing more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField()
    to_school_id = models.IntegerField()
    to_unit_no = models.IntegerField()
    asked_by_school = models.IntegerField()
    since = models.DateField()
    state = models.TextField(default="asked")
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    lapses_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by_id = models.UUIDField(null=True)
    new_person_id = models.UUIDField(null=True)
    name = models.TextField()
    sex = models.TextField()
    note = models.TextField(default="")
    answer = models.TextField(default="")

    class Meta:
        db_table = "registry_transfer"
        constraints = [
            # Two schools may ask for the same pupil: one of them is first.
            models.UniqueConstraint(
                fields=["school_id", "person_id"],
                condition=models.Q(state="asked"),
                name="transfer_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["asked", "accepted", "refused", "withdrawn", "lapsed"]
                ),
                name="transfer_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(to_school_id=models.F("school_id"))
                & (
                    models.Q(asked_by_school=models.F("school_id"))
                    | models.Q(asked_by_school=models.F("to_school_id"))
                ),
                name="transfer_two_schools",
            ),
            models.CheckConstraint(
                condition=models.Q(state="accepted", new_person_id__isnull=False)
                | models.Q(new_person_id=None)
                | models.Q(state="withdrawn"),
                name="transfer_accepted",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_no", "state"], name="transfer_from"),
            models.Index(fields=["to_unit_no", "state"], name="transfer_to"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Look(models.Model):
    """Somebody opened a page about a pupil: who, in which position, which page, when. Never changed.

    `unit_no` is the pupil's class of then; `held_at` the unit of the position. Without a pupil it is a look
    at a whole class, school or county as of a `day`: whoever was on its roll that day. What the journal
    keeps for ever, laid out for the page that says who looked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    person_id = models.UUIDField(null=True)
    day = models.DateField(null=True)
    user_id = models.UUIDField()
    role = models.TextField()
    held_at = models.IntegerField()
    page = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "registry_look"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    page__in=[
                        "life",
                        "guardians",
                        "access",
                        "looks",
                        "search",
                        "illness",
                        "key_person",
                        "survey",
                        "checks",
                        "health_list",
                        "survey_codes",
                        "signal",
                        "sick_list",
                        "watch_list",
                        "codes",
                        "form",
                        "key_export",
                        "missing",
                        "round",
                        "transfer",
                        "due_list",
                        "pair",
                        "paper",
                        "care",
                        "care_list",
                        "enquiry",
                    ],
                    person_id__isnull=False,
                    day=None,
                )
                | models.Q(
                    page__in=[
                        "class_list",
                        "class_sheet",
                        "roll_call",
                        "evening",
                        "roster",
                        "survey_list",
                        "codes_list",
                        "chooser",
                        "care_class",
                        "care_sheet",
                    ],
                    person_id=None,
                    day__isnull=False,
                ),
                name="look_page",
            )
        ]
        indexes = [
            models.Index(fields=["person_id", "at"], name="look_person"),
            # Looks lie in the order in which they were made: what was looked at before a moment.
            BrinIndex(fields=["at"], name="look_at", pages_per_range=16, autosummarize=True),
            models.Index(
                fields=["unit_no", "day"], condition=models.Q(person_id=None), name="look_class"
            ),
        ]

    def __str__(self) -> str:
        return self.page
