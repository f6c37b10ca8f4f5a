"""`xiaoan journal dump` and `verify`, the product and the script on the same copy."""

import io
import json
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from scripts import verify_journal
from tests import environment
from tests.builders import BUILDER, PRIMARY, Universe
from xiaoan.journal import queries, rules
from xiaoan.journal.models import Entry
from xiaoan.kernel.scope import acting_as


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


def test_a_copy_that_cannot_be_read_is_named(universe: Universe, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    file.write_text('{"school_id": 1}\n')
    with pytest.raises((CommandError, ValueError), match="line 1"):
        run("verify", "--from-file", str(file))
