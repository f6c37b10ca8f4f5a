"""Row security of the sums, and the triggers that keep them in the transaction of what is summed. A trigger adds
rows and changes none: two classes of a school never wait for each other, and no order of locks is needed."""

from django.db import migrations

from xiaoan.kernel.row_security import own_school, protect

_LESSONS = "lessons, due, watched, missed, excused, no_device, unknown"
_LESSONS_HERE = "lessons, seats, watched, missed, excused, no_device, unknown"
_HOMEWORK = "tasks, roll, handed, missing, excused, no_device, unknown, marked"
_HOMEWORK_HERE = "tasks, roll, handed, not_handed, hw_excused, hw_no_device, hw_unknown, marked"


def _keep(table: str, theirs: str, here: str) -> migrations.RunSQL:
    """Put down what a statement took away from a table and added to it, summed by school, subject and day."""
    names = theirs.split(", ")
    name = f"learning_of_{table}"

    def rows(source: str, sign: str) -> str:
        figures = ", ".join(f"{sign}{one} {one}" for one in names)
        return f"select unit_no, school_id, subject, day, {figures} from {source}"

    sums = ", ".join(f"sum({one})" for one in names)
    some = " or ".join(f"sum({one}) <> 0" for one in names)
    body = (
        f"insert into learning_change (unit_no, school_id, subject, day, {here}) "
        f"select min(unit_no), school_id, subject, day, {sums} from (SOURCE) changed "
        f"group by school_id, subject, day having {some}; return null;"
    )
    added, gone = rows("added", ""), rows("gone", "-")
    forward = back = ""
    for act, source, tables in (
        ("insert", added, "new table as added"), ("delete", gone, "old table as gone"),
        ("update", f"{added} union all {gone}", "old table as gone new table as added"),
    ):  # fmt: skip
        forward += f"""
        create function {name}_{act}() returns trigger language plpgsql as $$
        begin {body.replace("SOURCE", source)} end $$;
        create trigger learning_{act} after {act} on {table} referencing {tables}
          for each statement execute function {name}_{act}();
        """
        back += f"drop trigger learning_{act} on {table}; drop function {name}_{act}();"
    return migrations.RunSQL(forward, back)


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0003_sums"), ("kernel", "0001_scope"),
        ("lessons", "0002_row_security"), ("homework", "0002_row_security"),
    ]  # fmt: skip
    operations = [
        protect("learning_day"),
        protect("learning_change"),
        own_school("learning_day"),
        own_school("learning_change"),
        _keep("lessons_day", _LESSONS, _LESSONS_HERE),
        _keep("homework_day", _HOMEWORK, _HOMEWORK_HERE),
        # What is there already; seen whole, as the owner is bound by policies as well.
        migrations.RunSQL(
            "select set_config('xiaoan.lo', '0', true), set_config('xiaoan.hi', '2147483647', true);"
            f"insert into learning_change (unit_no, school_id, subject, day, {_LESSONS_HERE}) "
            f"select unit_no, school_id, subject, day, {_LESSONS} from lessons_day;"
            f"insert into learning_change (unit_no, school_id, subject, day, {_HOMEWORK_HERE}) "
            f"select unit_no, school_id, subject, day, {_HOMEWORK} from homework_day;",
            migrations.RunSQL.noop,
        ),
    ]
