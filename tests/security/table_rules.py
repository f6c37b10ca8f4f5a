"""The access table of the reporting standards, and of saying that one is met."""

from tests.builders import CLASS_11
from tests.security.rows import ALL, Row, unit_row

REPORT = "outbreaks/rules/<str:rule_id>/report/"
RULES_ROWS = (
    Row("outbreaks/rules/", "GET", "/outbreaks/rules/", "222222nnnnnn", "222222nnnnnn", "snsn"),
    # Where it happened is asked first.
    Row(REPORT, "GET", "/outbreaks/rules/N-04/report/", "n2n22nnnnnnn", "n2n22nnnnnnn", "snsn"),
    # What is not the school's to report, and what is no rule.
    Row(REPORT, "GET", "/outbreaks/rules/N-10/report/", ALL, ALL, "snsn"),
    Row(REPORT, "GET", "/outbreaks/rules/nothing/report/", ALL, ALL, "snsn"),
    unit_row(REPORT, f"/outbreaks/rules/N-04/report/?unit={CLASS_11}", "n2n22nnnnnnn", ALL, "snsn"),
    unit_row(
        REPORT, f"/outbreaks/rules/N-04/report/?unit={CLASS_11}", "nunuunnnnnnn", ALL, "snsn",
        method="POST",
    ),
)  # fmt: skip
