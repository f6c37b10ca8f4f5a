"""`xiaoan journal dump` and `verify`, the product and the script on the same copy."""

import io
import json
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from scripts import verify_journal
from tests import environment
from tests.builders import BUILDER, CLASS_11, PRIMARY, Universe, sent
from xiaoan.journal import queries, rules
from xiaoan.journal.models import Entry
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services as screening
from xiaoan.seals import services as seals


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("journal", *words, stdout=out)
    return out.getvalue()


def superuser(url: str, sql: str) -> None:
    """What an insider with the database in hand can do."""
    name = str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
    with psycopg.connect(environment.PLACE.superuser, dbname=name, autocommit=True) as connection:
        connection.execute(sql)


def test_three_computations_agree_on_the_county(
    universe: Universe, own_database: str, tmp_path: Path
) -> None:
    with acting_as(BUILDER):
        count = Entry.objects.count()
        heads = queries.heads()
        recomputed = [rules.digest_of(fact) for fact in queries.facts(BUILDER)]
        stored = [fact.hash for fact in queries.facts(BUILDER)]
    assert recomputed == stored
    assert run("verify") == f"{count} entries, 0 seals\n"
    file = tmp_path / "journal.jsonl"
    file.write_text(run("dump"))
    assert run("verify", "--from-file", str(file)) == f"{count} entries, 0 seals\n"
    assert json.loads(run("verify", "--json")) == {
        "entries": count, "seals": 0, "breaks": [], "faults": [],
    }  # fmt: skip
    found, broken = verify_journal.verify(file.read_text().splitlines())
    assert broken == []
    assert found == {school: (n, own.hex()) for school, (n, own) in heads.items()}


CHAIN = f"school_id = {PRIMARY}"
DAMAGE = {
    f"update journal_entry set body = '{{}}' where {CHAIN} and n = 3": "entry 3: content does not",
    f"update journal_entry set actor = 'x' where {CHAIN} and n = 1": "entry 1: content does not",
    f"delete from journal_entry where {CHAIN} and n = 2": "entry 3: number 3 follows 1",
    f"delete from journal_entry where {CHAIN} and n = (select max(n) from journal_entry "
    f"where {CHAIN})": "head differs from last entry",
    f"update journal_head set n = n - 1 where {CHAIN}": "head differs from last entry",
    "truncate journal_entry": "entry 0: head differs from last entry",
}


@pytest.mark.parametrize(("sql", "words"), DAMAGE.items(), ids=list(DAMAGE))
def test_what_an_insider_changes_is_found(
    universe: Universe, own_database: str, tmp_path: Path, sql: str, words: str
) -> None:
    superuser(own_database, sql)
    with pytest.raises(CommandError) as refused:
        run("verify")
    assert words in str(refused.value)
    assert refused.value.returncode == 1
    file = tmp_path / "journal.jsonl"
    file.write_text(run("dump"))
    with pytest.raises(CommandError):
        run("verify", "--from-file", str(file))
    assert verify_journal.main([str(file)]) == 1


# One digit of the unit goes into the salt: what is hashed is the same, byte for byte.
MOVED = """
update journal_entry set salt = salt || convert_to(left(unit_no::text, 1), 'UTF8'),
  unit_no = substr(unit_no::text, 2)::int
where salt is not null and length(unit_no::text) > 1 and substr(unit_no::text, 2, 1) <> '0'
"""


def test_a_sealed_entry_does_not_move_to_another_unit_under_its_hash(
    universe: Universe, own_database: str, tmp_path: Path
) -> None:
    with acting_as(universe.cast["teacher"]) as teacher:
        screening.submit_roll_call(teacher, sent(CLASS_11))
    with acting_as(BUILDER):
        seals.seal_now(BUILDER)
    with pytest.raises(psycopg.errors.CheckViolation):
        superuser(own_database, MOVED)
    superuser(own_database, "alter table journal_entry drop constraint journal_entry_salt")
    superuser(own_database, MOVED)
    with pytest.raises(CommandError, match="a salt of 17 bytes"):
        run("verify")
    file = tmp_path / "journal.jsonl"
    file.write_text(run("dump"))
    with pytest.raises((CommandError, ValueError), match="a salt of 17 bytes"):
        run("verify", "--from-file", str(file))
    assert verify_journal.main([str(file)]) == 2


def test_a_copy_that_cannot_be_read_is_named(universe: Universe, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text('{"school_id": 1}\n')
    with pytest.raises((CommandError, ValueError), match="line 1"):
        run("verify", "--from-file", str(file))
