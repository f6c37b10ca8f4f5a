"""How long contacts of a disease are watched, as the exclusion profile has it."""

from xiaoan.illness import rules


def contact_days(disease: str) -> tuple[int, str, str] | None:
    """Days after the last exposure, source, confidence; None where the profile names no days."""
    row = rules.book().diseases.get(disease)
    if row is None or row.contacts_days is None:
        return None
    return row.contacts_days, row.source, row.contacts_confidence
