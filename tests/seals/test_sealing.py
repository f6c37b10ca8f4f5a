"""Sealing the county's record; what an insider with the database in hand does to it afterwards."""

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, connections
from pytest_django.fixtures import Settings

from scripts import verify_journal
from tests import environment
from tests.builders import BUILDER, CLASS_11, JUNIOR, MORNING, PRIMARY, Universe
from xiaoan.accounts.events import SignedOut
from xiaoan.directory.models import Unit
from xiaoan.journal import queries as journal
from xiaoan.journal import rules as chains
from xiaoan.journal import services as recording
from xiaoan.kernel.scope import acting_as
from xiaoan.seals import queries, rules, services, tasks
from xiaoan.seals.queries import checking, keys


def seal() -> rules.Seal:
    with acting_as(BUILDER) as actor:
        return services.seal_now(actor)


def act(school: int = PRIMARY) -> chains.Receipt:
    with acting_as(BUILDER) as actor:
        return recording.record(
            actor, SignedOut(school_id=school, unit_no=CLASS_11, user_id=uuid4())
        )


def run(*words: str) -> str:
    out = io.StringIO()
    call_command("journal", *words, stdout=out)
    return out.getvalue()


def superuser(url: str) -> psycopg.Connection:
    name = str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
    return psycopg.connect(environment.PLACE.superuser, dbname=name, autocommit=True)


@pytest.fixture
def outside(own_database: str, settings: Settings, tmp_path: Path) -> Path:
    """A folder on another machine."""
    folder = tmp_path / "outside"
    folder.mkdir()
    settings.XIAOAN_SEAL_PLACES = [f"file://{folder}"]
    return folder


def carry() -> None:
    for place in queries.configured():
        tasks.carry(place.name)


def test_a_seal_holds_the_heads_as_they_stand(universe: Universe, own_database: str) -> None:
    first = seal()
    with acting_as(BUILDER):
        heads = {chain: (n, own.hex()) for chain, (n, own) in journal.heads().items()}
        unit_no = Unit.objects.get(kind="county", no__lte=PRIMARY).no
    assert (first.no, first.whole, first.heads, first.previous) == (1, True, heads, rules.FIRST)
    assert (first.root, first.chains) == (rules.root_of(heads), len(heads))
    assert first.at == MORNING
    receipt = act()
    second, third = seal(), seal()
    assert second.heads == {PRIMARY: (receipt.n, receipt.hash.hex())}
    assert (second.previous, second.entries) == (first.hash, first.entries + 1)
    assert (third.heads, third.root) == ({}, second.root)
    with acting_as(BUILDER):
        assert list(queries.seals()) == [first, second, third]
        assert queries.newest() == third
    count = first.entries + 1
    assert run("verify") == f"{count} entries, 3 seals\n"
    assert json.loads(run("verify", "--json")) == {
        "entries": count, "seals": 3, "breaks": [], "faults": [],
    }  # fmt: skip
    with superuser(own_database) as insider:
        assert insider.execute("select distinct unit_no from seals_seal").fetchall() == [(unit_no,)]


def test_the_first_seal_of_an_hour_names_all_heads(
    universe: Universe, own_database: str, morning: time_machine.Traveller
) -> None:
    seal()
    morning.move_to(MORNING.replace(hour=8, minute=0))
    whole = seal()
    assert (whole.whole, len(whole.heads)) == (True, whole.chains)
    assert seal().heads == {}


def test_sealing_waits_for_nobody_who_writes(universe: Universe, own_database: str) -> None:
    """A writer holds the head of a school: the seal is made at once, without the entry; the next has it."""
    with psycopg.connect(own_database) as writer:
        writer.execute("select set_config('xiaoan.lo', '0', true)")
        writer.execute("select set_config('xiaoan.hi', '2000000000', true)")
        row = writer.execute(
            "select n from journal_append(%s, %s, 'tests.row', 'system:x', now(), '{}')",
            [PRIMARY, CLASS_11],
        ).fetchone()
        before = seal()
        writer.commit()
    assert row is not None
    assert before.heads[PRIMARY][0] == row[0] - 1
    assert seal().heads[PRIMARY][0] == row[0]


def test_the_application_may_not_change_a_seal(universe: Universe, own_database: str) -> None:
    seal()
    for sql in ("update seals_seal set body = ''", "delete from seals_seal"):
        with (
            pytest.raises(Exception, match="permission denied"),
            acting_as(BUILDER),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_a_new_key_is_announced_and_takes_over(
    universe: Universe, own_database: str, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "seal-key"
    settings.XIAOAN_SEAL_KEY_FILE = str(file)
    call_command("keys", "seal", str(file))
    old = seal()
    call_command("keys", "seal", str(file), "--next")
    announcing, new = seal(), seal()
    assert (announcing.key, announcing.next) == (old.key, new.key)
    assert new.key != old.key
    run("verify")
    file.write_text(keys.new_line())
    seal()
    with pytest.raises(CommandError, match="is by a key that seal 3 did not announce"):
        run("verify")
    with acting_as(BUILDER):
        newest = queries.newest()
    assert newest is not None
    run("verify", "--key", newest.key)
    with pytest.raises(CommandError, match="exists; it was left as it is"):
        call_command("keys", "seal", str(file))


@pytest.fixture
def kept(
    universe: Universe, own_database: str, outside: Path, tmp_path: Path
) -> Iterator[tuple[Path, Path]]:
    """A sealed record, the seals outside, and a copy of the record's dump as a file name."""
    act(JUNIOR)
    seal()
    act()
    act(JUNIOR)
    seal()
    carry()
    yield outside, tmp_path / "journal.jsonl"
    connections["default"].close()


def refused(outside: Path, copy: Path, *words: str) -> str:
    """What the command says of the database, of its dump, and that the script says no too."""
    copy.write_text(run("dump"))
    with pytest.raises(CommandError) as of_copy:
        run("verify", "--from-file", str(copy), "--seals", str(outside), *words)
    assert of_copy.value.returncode == 1
    assert verify_journal.main([str(copy), "--seals", str(outside), *words]) in (1, 2)
    with pytest.raises(CommandError) as of_database:
        run("verify", "--seals", str(outside), *words)
    return str(of_database.value).lower()


def test_what_was_carried_out_holds(kept: tuple[Path, Path]) -> None:
    outside, copy = kept
    receipt = act()
    copy.write_text(run("dump"))
    words = ["--seals", str(outside), "--receipts", str(receipt)]
    assert run("verify", *words).endswith(" entries, 2 seals\n")
    assert run("verify", "--from-file", str(copy), *words).endswith(" entries, 2 seals\n")
    assert verify_journal.main([str(copy), *words]) == 0
    wrong = str(receipt)[:-1] + ("0" if str(receipt)[-1] != "0" else "1")
    for slip in (wrong, f"S2-{'0' * 64}", "S9-7fa91c03be"):
        with pytest.raises(CommandError):
            run("verify", "--receipts", slip)
        assert verify_journal.main([str(copy), "--receipts", slip]) == 1


CHAIN = f"school_id = {PRIMARY}"
LAST = f"{CHAIN} and n = (select max(n) from journal_entry where {CHAIN})"
DAMAGE = {
    f"update journal_entry set body = '{{}}' where {CHAIN} and n = 3": "content does not match",
    f"update journal_entry set at = at + interval '1 us' where {LAST}": "content does not match",
    f"update journal_entry set actor = 'x' where {CHAIN} and n = 1": "content does not match",
    f"delete from journal_entry where {CHAIN} and n = 2": "number 3 follows 1",
    f"delete from journal_entry where {LAST}": "head differs from last entry",
    "truncate journal_entry, journal_head": "is missing, which is named by seal 1",
    "truncate journal_entry, journal_head, seals_seal": "seal 1 outside, made at",
    "truncate seals_seal": "seal 1 outside, made at 2026-11-22 23:30 utc, is not in the record",
    "delete from seals_seal where no = 2": "seal 2 outside, made at",
    "delete from seals_seal where no = 1": "seal 2 is the first, but not seal 1",
    "update seals_seal set signature = set_bit(signature, 0, 1 - get_bit(signature, 0))": "seal 2",
    "update seals_seal set body = replace(body, '\"chains\":', '\"chains\":1') where no = 2": "seal 2",
    "update seals_seal set body = '' where no = 2": "not a seal",
    f"alter table journal_entry disable trigger all; delete from journal_entry where {LAST}": "head",
    f"delete from journal_entry where {LAST}; update journal_head set (n, hash) = (select n, hash from "
    f"journal_entry where {LAST}) where {CHAIN}": "is missing, which is named by seal 2",
}


@pytest.mark.parametrize(("sql", "words"), DAMAGE.items(), ids=range(len(DAMAGE)))
def test_what_a_superuser_does_is_seen(
    kept: tuple[Path, Path], own_database: str, sql: str, words: str
) -> None:
    outside, copy = kept
    with superuser(own_database) as insider:
        insider.execute("select 1")
        for one in sql.split("; "):
            insider.execute(one)
    assert words.lower() in refused(outside, copy)


def rewrite(insider: psycopg.Connection, facts: list[chains.Fact]) -> None:
    """A chain as the insider wants it, every hash mended, and its head."""
    last = chains.GENESIS
    school = facts[0].school_id
    insider.execute("delete from journal_entry where school_id = %s", [school])
    for n, fact in enumerate(facts, start=1):
        one = replace(fact, n=n, previous=last)
        last = chains.digest_of(one)
        insider.execute(
            "insert into journal_entry (school_id, n, unit_no, kind, actor, at, body, previous, hash, "
            "salt) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                school,
                n,
                one.unit_no,
                one.kind,
                one.actor,
                one.at,
                one.body,
                one.previous,
                last,
                one.salt,
            ],
        )
    insider.execute(
        "update journal_head set n = %s, hash = %s where school_id = %s", [len(facts), last, school]
    )


def facts_of(school: int) -> list[chains.Fact]:
    with acting_as(BUILDER) as actor:
        return list(journal.facts(actor, school_id=school))


def reseal(insider: psycopg.Connection) -> None:
    """With the stolen key, as many seals as there were."""
    insider.execute("truncate seals_seal")
    seal()
    seal()


@pytest.mark.parametrize("with_key", [False, True], ids=["without the key", "with the key"])
def test_a_chain_rehashed_to_its_end_is_seen(
    kept: tuple[Path, Path], own_database: str, with_key: bool
) -> None:
    """The record alone tells while its seals are left; with the seal key too, only what lies outside."""
    outside, copy = kept
    facts = facts_of(PRIMARY)
    facts[2] = replace(facts[2], body="{}")
    with superuser(own_database) as insider:
        rewrite(insider, facts)
        if with_key:
            reseal(insider)
    if with_key:
        run("verify")  # made anew as a whole, it fits itself
        with acting_as(BUILDER) as actor:
            assert checking.contradicted(actor) == 0
    else:
        with pytest.raises(CommandError, match="contradicts entry"):
            run("verify")
        with acting_as(BUILDER) as actor:
            assert checking.contradicted(actor) == 1
    said = refused(outside, copy)
    assert ("outside is another than seal 1" in said) or ("contradicts entry" in said)


def test_a_receipt_alone_tells_of_a_chain_that_was_made_anew(
    universe: Universe, own_database: str, tmp_path: Path
) -> None:
    receipt = act()
    facts = facts_of(PRIMARY)
    with superuser(own_database) as insider:
        rewrite(insider, [replace(facts[0], actor="system:x"), *facts[1:]])
    run("verify")
    with pytest.raises(CommandError, match=f"Receipt {receipt} contradicts entry {receipt.n}"):
        run("verify", "--receipts", str(receipt))


def test_two_chains_exchanged_are_seen(kept: tuple[Path, Path], own_database: str) -> None:
    outside, copy = kept
    mine, theirs = facts_of(PRIMARY), facts_of(JUNIOR)
    with superuser(own_database) as insider:
        rewrite(insider, [replace(fact, school_id=PRIMARY) for fact in theirs])
        rewrite(insider, [replace(fact, school_id=JUNIOR) for fact in mine])
        reseal(insider)
    run("verify")
    assert "outside is another than" in refused(outside, copy) or "contradicts" in refused(
        outside, copy
    )


def test_an_older_backup_is_seen(
    universe: Universe, own_database: str, outside: Path, tmp_path: Path
) -> None:
    """A whole database of a minute before, put in the place of this one."""
    seal()
    place = connections["default"].settings_dict
    now, older = place["NAME"], f"{place['NAME']}_older"
    connections["default"].close()
    with psycopg.connect(environment.PLACE.superuser, dbname="postgres", autocommit=True) as su:
        su.execute(f"create database {older} template {now} owner xiaoan_owner")
        receipt = act()
        seal()
        carry()
        connections["default"].close()
        place["NAME"] = older
        try:
            run("verify")
            said = refused(outside, tmp_path / "journal.jsonl")
            assert "is missing, which is named by outside seal 2" in said or "outside, made" in said
            with pytest.raises(CommandError, match="is missing, which is named by receipt"):
                run("verify", "--receipts", str(receipt))
        finally:
            connections["default"].close()
            place["NAME"] = now
            su.execute(f"drop database {older} with (force)")


def test_the_minute_is_one_job_for_each_place(
    universe: Universe, own_database: str, outside: Path
) -> None:
    assert tasks.seal(0) == 1
    assert tasks.seal(0) == 2
    with superuser(own_database) as insider:
        jobs = insider.execute(
            "select task_name, args->>'name' from procrastinate_jobs where task_name = 'seals.carry'"
        ).fetchall()
    assert jobs == [("seals.carry", f"file://{outside}")]
