"""Recording: inside a transaction, once per change, in one chain per school."""

import re
from collections.abc import Callable
from importlib import import_module
from threading import Thread
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from tests import environment
from tests.builders import BUILDER, CLASS_11, CLASS_71, JUNIOR, PRIMARY, Universe
from xiaoan.accounts.events import SignedOut
from xiaoan.directory.models import Unit
from xiaoan.journal import queries, rules
from xiaoan.journal import services as journal
from xiaoan.journal.models import Entry, Head
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as

Acting = Callable[[str], Actor]
WRITERS, EACH = 4, 25


def fact(school_id: int = PRIMARY, unit_no: int = CLASS_11) -> SignedOut:
    return SignedOut(school_id=school_id, unit_no=unit_no, user_id=uuid4())


def test_a_fact_needs_a_transaction(universe: Universe, own_database: str) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        journal.record(BUILDER, fact())


def test_a_rolled_back_change_leaves_no_fact(universe: Universe, own_database: str) -> None:
    with acting_as(BUILDER):
        before = (Entry.objects.count(), queries.heads())

    def rename(*, fail: bool) -> None:
        with acting_as(BUILDER):
            Unit.objects.filter(no=PRIMARY).update(name="改名小学")
            journal.record(BUILDER, fact())
            if fail:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename(fail=True)
    with acting_as(BUILDER):
        assert (Entry.objects.count(), queries.heads()) == before
        assert Unit.objects.get(no=PRIMARY).name == "实验小学"
    rename(fail=False)
    with acting_as(BUILDER):
        assert Entry.objects.count() == before[0] + 1
        assert Unit.objects.get(no=PRIMARY).name == "改名小学"


def test_numbers_run_on_per_school_and_hashes_chain(acting: Acting) -> None:
    actor = acting("officer")
    start = Head.objects.get(school_id=PRIMARY).n
    numbers = [journal.record(actor, fact()).n for _ in range(3)]
    assert numbers == [start + 1, start + 2, start + 3]
    other = Head.objects.get(school_id=JUNIOR).n
    assert journal.record(actor, fact(JUNIOR, CLASS_71)).n == other + 1
    rows = list(Entry.objects.filter(school_id=PRIMARY, n__gt=start).order_by("n"))
    assert [bytes(row.previous) for row in rows[1:]] == [bytes(row.hash) for row in rows[:-1]]
    assert bytes(Head.objects.get(school_id=PRIMARY).hash) == bytes(rows[-1].hash)
    assert {row.actor for row in rows} == {str(actor.user_id)}


def test_sql_and_python_compute_the_same_hash(acting: Acting) -> None:
    """The function in the database on bodies that could trip it: Chinese, control signs, the empty text."""
    acting("officer")
    bodies = ["", "{}", '{"备注":"咳嗽 · 发热"}', 'a\x1fb\\n"\t', "𠮷" * 50, "%s {} $$ '"]
    instants = [
        "2026-11-23 07:30:00+08", "2026-12-31 23:59:59.999999+08", "1986-07-01 00:00:00.000001+09",
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for body in bodies:
            for at in instants:
                cursor.execute(
                    "select journal_append(%s, %s, %s, %s, %s::timestamptz, %s)",
                    [PRIMARY, CLASS_11, "tests.行", "system:x", at, body],
                )
    found = list(queries.facts(BUILDER, kinds=("tests.行",)))
    assert len(found) == len(bodies) * len(instants)
    assert [rules.digest_of(one) for one in found] == [one.hash for one in found]


def test_a_chain_of_before_the_salts_runs_on(universe: Universe, own_database: str) -> None:
    """Entries of the function of before, then of those of now: every hash is what it was said to be."""
    older = import_module("xiaoan.journal.migrations.0003_receipts").APPEND
    before = older.replace("journal_append", "pg_temp.append_before")
    name = str(psycopg.conninfo.conninfo_to_dict(own_database)["dbname"])
    with psycopg.connect(environment.PLACE.superuser, dbname=name, autocommit=True) as superuser:
        superuser.execute(before)
        for _n in range(2):
            append = "select pg_temp.append_before(%s, %s, 'tests.old', 'system:x', now(), '{}')"
            superuser.execute(append, [PRIMARY, CLASS_11])
    with acting_as(BUILDER) as actor:
        journal.record(actor, fact())
        journal.record_many(actor, [fact(), fact()])
        found = list(queries.facts(BUILDER, school_id=PRIMARY))
        assert [one.salt is None for one in found][-5:] == [True, True, False, False, False]
        assert [rules.digest_of(one) for one in found] == [one.hash for one in found]
        assert (
            list(rules.breaks(map(rules.link_of, found), {PRIMARY: queries.heads()[PRIMARY]})) == []
        )
        # The database puts together what an entry says as we do, with a salt and without.
        links = [one for one in queries.links() if one[0] == PRIMARY]
        assert links == [rules.link_of(one) for one in found]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_what_an_entry_says_is_put_together_alike_in_every_zone(acting: Acting, zone: str) -> None:
    actor = acting("officer")
    journal.record(actor, fact())
    with connection.cursor() as cursor:
        cursor.execute("select set_config('TimeZone', %s, true)", [zone])
    assert list(queries.links()) == [rules.link_of(one) for one in queries.facts(actor)]


def test_many_facts_make_the_same_chains_as_one_by_one(acting: Acting) -> None:
    """Mixed schools, one of them without a chain so far, each in its own order; and none at all."""
    actor = acting("officer")
    start = {n: Head.objects.filter(school_id=n).first() for n in (0, PRIMARY, JUNIOR)}
    facts = [fact(), fact(JUNIOR, CLASS_71), fact(0, CLASS_11), fact(), fact()]
    assert journal.record_many(actor, facts) == 5
    assert journal.record_many(actor, []) == 0
    for school_id, count in ((0, 1), (PRIMARY, 3), (JUNIOR, 1)):
        known = start[school_id]
        first, before = (known.n, bytes(known.hash)) if known else (0, rules.GENESIS)
        entries = list(Entry.objects.filter(school_id=school_id, n__gt=first).order_by("n"))
        assert [entry.n for entry in entries] == list(range(first + 1, first + 1 + count))
        for entry in entries:
            assert bytes(entry.previous) == before
            before = bytes(entry.hash)
        assert bytes(Head.objects.get(school_id=school_id).hash) == before
    found = list(queries.facts(BUILDER, kinds=(SignedOut.kind,)))
    assert [rules.digest_of(one) for one in found] == [one.hash for one in found]


def test_listeners_hear_in_the_same_transaction(acting: Acting) -> None:
    actor, heard = acting("officer"), []

    def listen(who: Actor, what: SignedOut) -> None:
        heard.append((who, what, connection.in_atomic_block))

    before = list(journal._listeners[SignedOut.kind])
    try:
        journal.hear(SignedOut, listen)
        journal.hear(SignedOut, listen)
        one = fact()
        journal.record(actor, one)
        assert heard == [(actor, one, True)]
        assert journal.listeners()[SignedOut.kind] == (*before, listen)
    finally:
        journal._listeners[SignedOut.kind] = before


def test_concurrent_writers_of_one_school_make_one_chain(
    universe: Universe, own_database: str
) -> None:
    with acting_as(BUILDER):
        start = Head.objects.get(school_id=PRIMARY).n
    numbers: list[int] = []

    def write() -> None:
        try:
            for _ in range(EACH):
                with acting_as(BUILDER):
                    numbers.append(journal.record(BUILDER, fact()).n)
        finally:
            connection.close()

    writers = [Thread(target=write) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(numbers) == list(range(start + 1, start + 1 + WRITERS * EACH))
    with acting_as(BUILDER):
        count, found = queries.verify()
        assert (count, found) == (Entry.objects.count(), [])


def test_without_the_lock_on_the_head_two_writers_collide(
    universe: Universe, own_database: str
) -> None:
    """The control: the function without its locks; the second writer is refused, not queued."""
    _as_owner_without_lock(own_database)
    refused: list[type[Exception]] = []
    with psycopg.connect(own_database) as first, psycopg.connect(own_database) as second:
        for one in (first, second):
            one.execute("select set_config('xiaoan.lo', '0', false)")
            one.execute("select set_config('xiaoan.hi', '2000000000', false)")
        append = "select journal_append(%s, %s, 'k', 'a', now(), '{}')"
        first.execute(append, [PRIMARY, CLASS_11])

        def write() -> None:
            try:
                second.execute(append, [PRIMARY, CLASS_11])
            except psycopg.Error as error:
                refused.append(type(error))
                second.rollback()

        writer = Thread(target=write)
        writer.start()
        _wait_for_a_waiting_session()
        first.commit()
        writer.join()
    assert refused == [psycopg.errors.UniqueViolation]


def _as_owner_without_lock(url: str) -> None:
    name = str(psycopg.conninfo.conninfo_to_dict(url)["dbname"])
    with psycopg.connect(environment.PLACE.superuser, dbname=name, autocommit=True) as superuser:
        row = superuser.execute("select pg_get_functiondef('journal_append'::regproc)").fetchone()
        assert row is not None
        # `insert … on conflict` waits for whoever changes the head, as `for update` does.
        source, locks = re.subn(r" for update|insert into journal_head [^;]*;", "", row[0])
        assert locks == 2
        superuser.execute(source)


def _wait_for_a_waiting_session() -> None:
    with psycopg.connect(environment.PLACE.superuser, autocommit=True) as superuser:
        for _ in range(1000):
            row = superuser.execute("select count(*) from pg_locks where not granted").fetchone()
            if row and row[0]:
                return
    raise AssertionError("the second writer does not wait")


def test_nobody_records_a_fact_of_a_unit_beyond_their_reach(acting: Acting) -> None:
    """Except one's own: what one does is a fact of the home unit, in one's own name only."""
    teacher = acting("teacher")
    journal.record(teacher, fact(JUNIOR, CLASS_71))
    append = "select journal_append(%s, %s, 'k', 'somebody else', now(), '{}')"
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(append, [JUNIOR, CLASS_71])
