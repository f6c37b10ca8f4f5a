"""Row security of counselling. That a child is in care, or in an emergency, is of its class. What was said is of
the case's counsellor alone; referrals, answers and steps open to the system only, which asks for whom it reads."""

from django.db import migrations

from xiaoan.kernel.row_security import INSIDE, composite_key, insert_only, own_school, protect

_OF_THE_SYSTEM = f"({INSIDE}) and (select scope_user()) is null"
_OF_THE_CASE = (
    f"({INSIDE}) and ((select scope_user()) is null or exists (select 1 from counselling_case c "
    "where c.school_id = counselling_note.school_id and c.id = counselling_note.case_id "
    "and c.counsellor_id = (select scope_user())))"
)


def _closed(table: str, reading: str = _OF_THE_SYSTEM) -> migrations.RunSQL:
    """Under row security, read and added by `reading`; changed and removed by the system."""
    return migrations.RunSQL(
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy inside_read on {table} for select using ({reading});
        create policy inside_insert on {table} for insert with check ({reading});
        create policy inside_update on {table} for update using ({_OF_THE_SYSTEM})
          with check ({_OF_THE_SYSTEM});
        create policy inside_delete on {table} for delete using ({_OF_THE_SYSTEM});
        """,
        f"""
        drop policy inside_read on {table}; drop policy inside_insert on {table};
        drop policy inside_update on {table}; drop policy inside_delete on {table};
        alter table {table} no force row level security;
        alter table {table} disable row level security;
        """,
    )


_OPEN = ("case", "emergency", "screening", "takeover", "tally", "keeping", "certificate")
_CLOSED = ("referral", "answer", "emergency_step")
_PERSON = ("case", "referral", "answer", "emergency")


class Migration(migrations.Migration):
    dependencies = [("counselling", "0001_tables"), ("directory", "0010_enrolled_once")]
    operations = [
        *(protect(f"counselling_{name}") for name in _OPEN),
        *(_closed(f"counselling_{name}") for name in _CLOSED),
        _closed("counselling_note", _OF_THE_CASE),
        *(own_school(f"counselling_{name}") for name in (*_OPEN, *_CLOSED, "note")),
        insert_only("counselling_certificate"),
        # Never changed; removed by the system alone, after their time.
        migrations.RunSQL(
            "revoke update, truncate on counselling_note, counselling_emergency_step "
            "from xiaoan_app",
            "grant update on counselling_note, counselling_emergency_step to xiaoan_app",
        ),
        *(
            composite_key(
                f"counselling_{name}", "school_id, person_id", "directory_person", "school_id, id"
            )
            for name in _PERSON
        ),
        composite_key(
            "counselling_note", "school_id, case_id", "counselling_case", "school_id, id"
        ),
        composite_key(
            "counselling_emergency_step", "school_id, emergency_id", "counselling_emergency",
            "school_id, id",
        ),
    ]  # fmt: skip
