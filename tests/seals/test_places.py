"""Seals arrive at places of every kind, on real servers; what does not arrive waits, and says why."""

import email
import email.policy
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from pytest_django.fixtures import Settings

from tests.builders import BUILDER, MORNING, Universe
from tests.seals import servers
from xiaoan.kernel.scope import acting_as
from xiaoan.seals import queries, rules, services, tasks
from xiaoan.seals.queries import checking
from xiaoan.seals.rules.places import address
from xiaoan.seals.services.places import s3, sftp
from xiaoan.seals.services.places.trouble import Unreachable

SFTP_SERVERS = (
    "/usr/lib/openssh/sftp-server",
    "/usr/libexec/sftp-server",
    "/usr/lib/ssh/sftp-server",
)


def seal(count: int = 1) -> list[rules.Seal]:
    made = []
    for _ in range(count):
        with acting_as(BUILDER) as actor:
            made.append(services.seal_now(actor))
    return made


def state(name: str) -> queries.PlaceState:
    with acting_as(BUILDER):
        last = queries.newest()
        assert last is not None
        (found,) = [one for one in queries.place_states(last.no) if one.name == name]
    return found


def lying_in(folder: Path) -> list[rules.Seal]:
    return sorted(checking.read_files([folder]), key=lambda one: one.no)


@pytest.fixture
def morning() -> Iterator[time_machine.Traveller]:
    """The clock goes on: servers and their patience are real."""
    with time_machine.travel(MORNING, tick=True) as traveller:
        yield traveller


def use(wrapped: Settings, *addresses: str) -> list[str]:
    wrapped.XIAOAN_SEAL_PLACES = list(addresses)
    return [one.name for one in queries.configured()]


def test_a_folder_gets_a_file_per_minute_and_nothing_twice(
    universe: Universe, own_database: str, settings: Settings, tmp_path: Path
) -> None:
    (name,) = use(settings, f"file://{tmp_path}")
    made = seal(2)
    assert tasks.carry(name) == 2
    assert tasks.carry(name) == 0
    made += seal()
    assert tasks.carry(name) == 1
    assert lying_in(tmp_path) == made
    files = sorted(file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.jsonl"))
    assert [file[:43] for file in files] == [
        "2026-11-23/seals-0000000001-0000000002-" + files[0][39:43],
        "2026-11-23/seals-0000000003-0000000003-" + files[1][39:43],
    ]
    assert (state(name).backlog, state(name).delivered_no, state(name).is_late) == (0, 3, False)


def test_a_folder_that_is_away_loses_nothing(
    universe: Universe,
    own_database: str,
    settings: Settings,
    tmp_path: Path,
    morning: time_machine.Traveller,
) -> None:
    """Not mounted: it fails, is tried less and less often, shows since when; then it gets everything."""
    folder = tmp_path / "share"
    (name,) = use(settings, f"file://{folder}")
    made = seal(2)
    assert tasks.carry(name) == 0
    first = state(name)
    assert (first.backlog, first.reason, first.detail) == (2, "missing", f"{folder} is not there")
    assert first.failing_since is not None
    folder.mkdir()
    assert tasks.carry(name) == 0  # tried a moment ago
    morning.shift(61)
    made += seal()
    assert tasks.carry(name) == 3
    assert lying_in(folder) == made
    after = state(name)
    assert (after.backlog, after.failing_since, after.reason) == (0, None, "")


def test_a_web_folder_gets_files_behind_its_password(
    universe: Universe, own_database: str, settings: Settings
) -> None:
    with servers.dav(user="seal:p@ss/1") as store:
        (name,) = use(settings, f"http://seal:p%40ss%2F1@127.0.0.1:{store.port}/dav")
        made = seal(2)
        assert tasks.carry(name) == 2
        assert store.folders == {"/dav/2026-11-23/"}
        ((path, content),) = store.files.items()
    assert path.startswith("/dav/2026-11-23/seals-0000000001-0000000002-")
    assert content.decode() == "".join(f"{rules.line(one)}\n" for one in made)
    assert "p@ss" not in name
    assert state(name).backlog == 0


def test_an_answer_that_got_lost_is_no_second_file(
    universe: Universe,
    own_database: str,
    settings: Settings,
    morning: time_machine.Traveller,
) -> None:
    """The file lies there, the answer did not come: sent again, the server says that it has it."""
    with servers.dav(loses_answers=True) as store:
        (name,) = use(settings, f"http://127.0.0.1:{store.port}/")
        seal()
        assert tasks.carry(name) == 0
        assert (state(name).reason, state(name).backlog) == ("unreachable", 1)
        morning.shift(61)
        assert tasks.carry(name) == 1
        assert len(store.files) == 1


@pytest.mark.parametrize(
    ("status", "reason"), [(507, "refused"), (401, "password"), (403, "password"), (302, "refused")]
)
def test_a_refusal_is_told_as_such(
    universe: Universe,
    own_database: str,
    settings: Settings,
    status: int,
    reason: str,
) -> None:
    with servers.dav(status=status) as store:
        (name,) = use(settings, f"http://127.0.0.1:{store.port}/dav")
        seal()
        assert tasks.carry(name) == 0
    assert (state(name).reason, state(name).detail) == (reason, f"HTTP {status}")
    assert state(name).is_late


def test_nobody_there_is_told_and_the_other_places_go_on(
    universe: Universe, own_database: str, settings: Settings, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    away, here = use(settings, f"http://127.0.0.1:{port}/dav", f"file://{tmp_path}")
    seal()
    assert [tasks.carry(away), tasks.carry(here)] == [0, 1]
    assert state(away).reason == "unreachable"
    with acting_as(BUILDER):
        (said,) = queries.troubles()
    assert said.startswith(f"{away} has not got the last 1 seals since ")


def test_people_get_a_letter_once_an_hour(
    universe: Universe,
    own_database: str,
    settings: Settings,
    morning: time_machine.Traveller,
) -> None:
    with servers.post() as store:
        (name,) = use(
            settings,
            f"smtp://127.0.0.1:{store.port}/?from=xiaoan@county.example&to=jiwei@county.example",
        )
        made = seal(2)
        assert tasks.carry(name) == 2
        made += seal()
        assert tasks.carry(name) == 0
        morning.shift(3600)
        assert tasks.carry(name) == 1
    letters = [email.message_from_bytes(one, policy=email.policy.default) for one in store.letters]
    assert [one["Subject"] for one in letters] == [
        "校安封存 第 2 号 2026-11-23 07:30", "校安封存 第 3 号 2026-11-23 07:30",
    ]  # fmt: skip
    assert letters[0]["To"] == "jiwei@county.example"
    text, attached = letters[0].iter_parts()
    assert f"S2-{made[1].hash}" in text.get_content()
    assert made[1].root in text.get_content()
    content = attached.get_content()
    assert content.decode().splitlines() == [rules.line(one) for one in made[:2]]
    assert state(name).backlog == 0


def test_a_letter_that_is_refused_waits(
    universe: Universe, own_database: str, settings: Settings
) -> None:
    with servers.post(status=550) as store:
        (name,) = use(settings, f"smtp://127.0.0.1:{store.port}/?from=a@b.example&to=c@d.example")
        seal()
        assert tasks.carry(name) == 0
    assert store.letters == []
    assert (state(name).reason, state(name).backlog) == ("refused", 1)


def test_a_bucket_gets_a_signed_file(
    universe: Universe, own_database: str, settings: Settings
) -> None:
    with servers.dav() as store:
        store.folders.add("/seals/qinghe/2026-11-23/")
        (name,) = use(
            settings, f"s3+http://AKIA:secret@127.0.0.1:{store.port}/seals/qinghe?region=cn-north-1"
        )
        (made,) = seal()
        assert tasks.carry(name) == 1
        (content,) = store.files.values()
        (headers,) = store.headers
    assert content.decode() == f"{rules.line(made)}\n"
    day = headers["x-amz-date"][:8]
    assert headers["Authorization"].startswith(
        f"AWS4-HMAC-SHA256 Credential=AKIA/{day}/cn-north-1/s3/aws4_request,"
        "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature="
    )
    assert "secret" not in name


def test_the_signature_is_that_of_the_vendors_examples() -> None:
    """GET and PUT Object in "Authenticating Requests: Using the Authorization Header" of its reference."""
    place = address(
        "s3+https://AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI%2FK7MDENG%2FbPxRfiCYEXAMPLEKEY@"
        "examplebucket.s3.amazonaws.com/x"
    )
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    got = s3.authorization(
        place, "GET", "/test.txt",
        {"Host": "examplebucket.s3.amazonaws.com", "Range": "bytes=0-9",
         "x-amz-content-sha256": empty, "x-amz-date": "20130524T000000Z"},
        "us-east-1",
    )  # fmt: skip
    assert got.endswith("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
    put = s3.authorization(
        place, "PUT", "/test%24file.text",
        {"Host": "examplebucket.s3.amazonaws.com", "Date": "Fri, 24 May 2013 00:00:00 GMT",
         "x-amz-content-sha256": "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
         "x-amz-date": "20130524T000000Z", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
        "us-east-1",
    )  # fmt: skip
    assert put.endswith("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")


@pytest.fixture
def sftp_server() -> str:
    """The real one of OpenSSH, which `sftp` can talk to without a network."""
    found = next((one for one in SFTP_SERVERS if Path(one).exists()), "")
    if not found or not shutil.which("sftp"):
        pytest.skip("OpenSSH's sftp and sftp-server are not installed (make system)")
    return found


def test_another_machine_gets_files_by_sftp(
    universe: Universe, own_database: str, sftp_server: str, tmp_path: Path
) -> None:
    made = seal(2)
    place = address(f"sftp://seal@host.example{tmp_path}")
    command = [str(shutil.which("sftp")), "-q", "-b", "-", "-D", sftp_server]
    with acting_as(BUILDER) as actor:
        batch = services.carrying.next_batch(actor, place)
    assert batch is not None
    for _again in range(2):
        sftp.send_by(command, place, batch)
        assert lying_in(tmp_path) == made
    assert [file.name for file in (tmp_path / batch.folder).iterdir()] == [batch.name]
    tmp_path.joinpath(batch.folder, batch.name).unlink()
    with pytest.raises(Unreachable, match="unreachable"):
        sftp.send_by(command, address("sftp://host.example/nowhere/at/all"), batch)


def test_a_machine_that_does_not_answer_by_ssh_is_told(
    universe: Universe, own_database: str, settings: Settings
) -> None:
    if not shutil.which("sftp"):
        pytest.skip("sftp is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (name,) = use(settings, f"sftp://127.0.0.1:{port}/srv/seals")
    seal()
    assert tasks.carry(name) == 0
    assert state(name).reason == "unreachable"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("ftp://host/seals", "unknown kind 'ftp'"),
        ("https:///seals", "no host"),
        ("smtp://host/?to=a@b.example", "from= and to= are missing"),
        ("s3+https://a:b@host/", "no bucket"),
        ("sftp://host/a%0Aput", "a path with a quotation mark"),
        ("https://host:port/", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_used_is_shown_as_failing(
    universe: Universe, own_database: str, settings: Settings, text: str, fault: str
) -> None:
    (name,) = use(settings, text)
    seal()
    assert tasks.carry(name) == 0
    assert state(name).reason == "setting"
    assert state(name).detail.startswith(fault)


def test_a_new_place_begins_where_it_can_be_read_alone(
    universe: Universe,
    own_database: str,
    settings: Settings,
    tmp_path: Path,
    morning: time_machine.Traveller,
) -> None:
    """With the last seal that names all heads: the first of this hour."""
    seal(2)
    morning.move_to(MORNING.replace(hour=8, minute=0))
    made = seal(2)
    (name,) = use(settings, f"file://{tmp_path}")
    assert tasks.carry(name) == 2
    assert lying_in(tmp_path) == made
    assert [one.whole for one in made] == [True, False]


def test_the_demonstration_has_a_place() -> None:
    assert [f"file://{settings.XIAOAN_HOME}/seals"] == settings.XIAOAN_SEAL_PLACES
