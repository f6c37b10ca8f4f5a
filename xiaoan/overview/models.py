"""Read tables, kept by listeners in the writer's transaction. No county row: a hot lock at 8."""

from django.db import models
from django.db.models import F, Q


class SchoolDay(models.Model):
    """One school, day and slot: what was due, came in, and said. Counts of people or classes."""

    pk = models.CompositePrimaryKey("school_id", "day", "slot")
    school_id = models.IntegerField()
    unit_no = models.IntegerField()
    day = models.DateField()
    slot = models.TextField()
    classes_due = models.IntegerField(default=0)
    classes_reported = models.IntegerField(default=0)
    classes_late = models.IntegerField(default=0)
    zero_reports = models.IntegerField(default=0)
    corrections = models.IntegerField(default=0)
    enrolled_due = models.IntegerField(default=0)
    enrolled_reported = models.IntegerField(default=0)
    expected = models.IntegerField(default=0)
    present = models.IntegerField(default=0)
    absent_sick = models.IntegerField(default=0)
    absent_personal = models.IntegerField(default=0)
    absent_unknown = models.IntegerField(default=0)
    absent_isolation = models.IntegerField(default=0)
    late_arrivals = models.IntegerField(default=0)
    sent_home = models.IntegerField(default=0)
    fever = models.IntegerField(default=0)
    symptomatic = models.IntegerField(default=0)
    # People with at least one symptom of the group; one person may count in several groups.
    resp = models.IntegerField(default=0)
    gi = models.IntegerField(default=0)
    rash = models.IntegerField(default=0)
    # Classes that were due and are not (an outing, closed): enrolled = due + excused.
    classes_excused = models.IntegerField(default=0)
    enrolled_excused = models.IntegerField(default=0)

    class Meta:
        db_table = "overview_school_day"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    enrolled_reported=F("present")
                    + F("absent_sick")
                    + F("absent_personal")
                    + F("absent_unknown")
                    + F("absent_isolation")
                ),
                name="school_day_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    classes_reported__lte=F("classes_due"),
                    enrolled_reported__lte=F("enrolled_due"),
                ),
                name="school_day_bounds",
            ),
            models.CheckConstraint(
                condition=Q(classes_excused__gte=0, enrolled_excused__gte=0),
                name="school_day_excused",
            ),
        ]
        indexes = [models.Index(fields=["day", "slot", "unit_no"], name="school_day_day")]

    def __str__(self) -> str:
        return f"{self.school_id} {self.day} {self.slot}"
