"""The pages of the seals, and the receipt that everybody gets."""

import datetime as dt
import re
from collections.abc import Callable

import psycopg
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from tests import environment
from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, PRIMARY, Universe
from xiaoan.accounts.events import SignedOut
from xiaoan.journal import queries as entries
from xiaoan.journal import rules as chains
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.scope import acting_as, enter, leave
from xiaoan.seals import services
from xiaoan.seals.models import Place
from xiaoan.seals.queries import slips as looking
from xiaoan.seals.rules import slips
from xiaoan.web import waiting

SignedIn = Callable[[str], Client]
LADDER = f"/duties/ladder/{COUNTY}/"


def _fact(universe: Universe, school: int = PRIMARY) -> SignedOut:
    return SignedOut(school_id=school, unit_no=CLASS_11, user_id=universe.users["teacher"].pk)


def act(universe: Universe) -> chains.Receipt:
    enter(BUILDER)
    made = journal.record(BUILDER, _fact(universe))
    leave()
    return made


def seal() -> str:
    enter(BUILDER)
    made = services.seal_now(BUILDER)
    leave()
    return made.slip


def words(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_anybody_checks_a_receipt(universe: Universe, db: None) -> None:
    receipt = act(universe)
    anybody = Client()
    assert "此回执有效,还没有封存" in words(anybody, f"/seals/check/?r={receipt}")
    slip = seal()
    found = words(anybody, f"/seals/check/?r={receipt}")
    assert "此回执有效,在第 1 号封存里" in found
    assert "记录于 07:30,封存于 07:30" in found
    assert "第 1 号封存在记录里,签名有效" in words(anybody, f"/seals/check/?r={slip}")
    assert "第 1 号封存在记录里" in words(anybody, f"/seals/check/?r={slip[:13].lower()}")


@pytest.mark.parametrize(
    "change",
    [lambda r: f"{r.school_id}-{r.n}-{'0' * 10}", lambda r: f"{r.school_id}-99999-{r.digits}",
     lambda r: f"77-1-{r.digits}", lambda r: "S1-0000000000"],
)  # fmt: skip
def test_wrong_digits_and_a_wrong_number_are_answered_alike(
    universe: Universe, db: None, change: Callable[[chains.Receipt], str]
) -> None:
    seal()
    typed = change(act(universe))
    found = words(Client(), f"/seals/check/?r={typed}")
    assert "记录里没有与它相符的一条" in found
    assert found.replace(typed, "") == words(Client(), "/seals/check/?r=5-5-7fa91c03be").replace(
        "5-5-7fa91c03be", ""
    )


def test_what_is_no_slip_is_asked_for_again(db: None) -> None:
    for typed in ("abc", "1-2", "1-2-%00", "9" * 300):
        page = Client().get("/seals/check/", {"r": typed})
        assert page.status_code == 422
        assert "这不是回执,也不是封存编号" in page.content.decode()


def test_a_changed_record_is_called_so(universe: Universe, own_database: str) -> None:
    """Another content, a chain that does not lead to the seal, a seal that is not signed: by a superuser."""
    with acting_as(BUILDER) as actor:
        made = [journal.record(actor, _fact(universe)) for _ in range(3)]
        services.seal_now(actor)

    def states(sql: str) -> list[str]:
        name = str(psycopg.conninfo.conninfo_to_dict(own_database)["dbname"])
        place = environment.PLACE.superuser
        with psycopg.connect(place, dbname=name, autocommit=True) as insider:
            insider.execute(sql)
        with acting_as(BUILDER) as actor:
            return [looking.look_up(actor, slips.read(str(one))).state for one in made]

    assert states("select 1") == ["sealed"] * 3
    where = f"where school_id = {PRIMARY} and n ="
    assert states(f"update journal_entry set body = '{{}}' {where} {made[1].n}") == [
        "broken", "broken", "sealed",
    ]  # fmt: skip
    assert states(f"delete from journal_entry {where} {made[1].n}") == [
        "broken", "unknown", "sealed",
    ]  # fmt: skip
    assert states("update seals_seal set signature = sha512('x')") == [
        "broken", "unknown", "broken",
    ]  # fmt: skip
    assert states("update seals_seal set body = 'x'") == ["broken", "unknown", "broken"]


def test_the_state_of_places_is_shown_to_the_bureau(
    universe: Universe, signed_in: SignedIn, settings: Settings
) -> None:
    officer = signed_in("officer")
    settings.XIAOAN_SEAL_PLACES = []
    empty = words(officer, "/seals/")
    assert "还没有封存过" in empty
    assert "封存至少送到 3 处" in empty
    slip = seal()
    settings.XIAOAN_SEAL_PLACES = ["file:///mnt/a", "https://u:secret@dav.example/s", "sftp://h/s"]
    enter(BUILDER)
    for name, no, fails in (("file:///mnt/a", 1, False), ("https://dav.example/s", 0, True)):
        Place.objects.create(
            name=name, unit_no=COUNTY, delivered_no=no, reason="time" * fails,
            delivered_at=clock.now() if no else None,
            failing_since=clock.now() if fails else None,
        )  # fmt: skip
    leave()
    found = words(officer, "/seals/")
    assert "第 1 号封存 · 07:30" in found
    assert slip.partition("-")[2] in found
    assert "secret" not in found
    assert "没有及时应答" in found
    assert "与记录相符" in found
    assert "还没有送过" in found
    enter(universe.cast["officer"])
    lines = waiting.lines(universe.cast["officer"])
    leave()
    assert [(one.title, one.count) for one in lines if one.url == "/seals/"] == [
        ("封存送不到的地方", 1)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_many_places(
    signed_in: SignedIn,
    settings: Settings,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    officer = signed_in("officer")
    settings.XIAOAN_SEAL_PLACES = [f"file:///mnt/{n}" for n in range(count)]
    seal()
    with django_assert_num_queries(15):
        assert officer.get("/seals/").status_code == 200


def test_the_page_of_a_day_is_for_paper(universe: Universe, signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    assert officer.get(f"/seals/days/{DAY}/").status_code == 404
    seal()
    act(universe)
    slip = seal()
    page = officer.get(f"/seals/days/{DAY}/")
    assert page.status_code == 200
    assert page.context["found"].count == 2
    assert page.context["by_phone"] == f"http://testserver/seals/check/?r={slip}"
    plain = page.context["plain"]
    assert plain.startswith(f"{slip}\nroot ")
    found = words(officer, f"/seals/days/{DAY}/")
    assert "当天封存 2 次" in found
    assert "S2" in found
    assert page.content.decode().count('class="qr"') == 2
    for day in (DAY + dt.timedelta(days=1), "2026-13-01", "x"):
        assert officer.get(f"/seals/days/{day}/").status_code == 404


def test_whoever_submits_gets_a_receipt_on_the_next_page(
    universe: Universe, signed_in: SignedIn
) -> None:
    """A redirect says it in a header and on the next page, once; a look says nothing."""
    officer = signed_in("officer")
    looked = officer.get("/seals/")
    assert "X-Receipt" not in looked.headers
    form = officer.get(LADDER).content.decode()
    rungs = re.findall(r'name="(\w+)" inputmode="numeric" value="(\d+)"', form)
    told = {role: str(int(minutes) + 1) for role, minutes in rungs}
    done = officer.post(LADDER, {**told, "since": DAY.isoformat(), "reason": "演练"})
    assert done.status_code == 302
    slip = done.headers["X-Receipt"]
    enter(BUILDER)
    assert looking.look_up(BUILDER, slips.read(slip)).state == "waiting"
    leave()
    assert slip in words(officer, "/seals/")
    assert slip not in words(officer, "/seals/")


def test_signing_in_is_no_submission(universe: Universe, signed_in: SignedIn) -> None:
    page = signed_in("officer").post("/sign-out/")
    assert page.status_code == 302
    assert "X-Receipt" not in page.headers


def test_a_receipt_of_many_at_once_is_that_of_the_last_of_each_chain(
    universe: Universe, own_database: str
) -> None:
    with acting_as(BUILDER) as actor, journal.receipts() as taken:
        journal.record_many(actor, [_fact(universe, n) for n in (PRIMARY, 0, PRIMARY)])
        assert set(taken) == {0, PRIMARY}
        heads = entries.heads()
    assert {n: (one.n, one.hash) for n, one in taken.items()} == {n: heads[n] for n in (0, PRIMARY)}
