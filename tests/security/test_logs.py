"""No ID number and no phone in any log line: through structlog, logging, and an error's traceback."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator

import pytest
import structlog
from django.test import Client

from tests.builders import CLASS_11, PASSWORD, Universe
from xiaoan.web import logs

SignedIn = Callable[[str], Client]
# Valid by their check digits, of nobody: 990101 is no county.
ID_NUMBER, OLD_ID, WITH_X = "990101201703010014", "990101170301001", "99010120170301002X"
PHONE = "19912345678"
CANARIES = (ID_NUMBER, OLD_ID, WITH_X, PHONE)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that goes to stderr, as `set_up` sends it there."""
    stderr = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stderr", stderr)
    logs.set_up()
    yield stderr
    monkeypatch.undo()
    root.handlers[:] = handlers
    root.setLevel(level)
    logs.set_up()


def found(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def test_the_control_is_found(lines: io.StringIO) -> None:
    """Without the redaction each canary stands in the log: the test below could fail."""
    structlog.configure(
        processors=[structlog.processors.JSONRenderer(ensure_ascii=False)],
        logger_factory=structlog.PrintLoggerFactory(lines),
    )
    structlog.get_logger().warning("seen", text=" ".join(CANARIES))
    assert found(lines.getvalue()) == list(CANARIES)


@pytest.mark.parametrize("canary", CANARIES)
def test_structlog_lines_are_cut(lines: io.StringIO, canary: str) -> None:
    log, event = structlog.get_logger("xiaoan.test"), f"event {canary}"
    log.warning(
        event,
        text=f"电话{canary}。",
        plain=canary,
        deep={"a": [canary, int(canary.strip("X"))]},
    )
    assert found(lines.getvalue()) == []
    assert json.loads(lines.getvalue())["text"] == "电话[redacted]。"


@pytest.mark.parametrize("canary", CANARIES)
def test_other_libraries_lines_are_cut(lines: io.StringIO, canary: str) -> None:
    logging.getLogger("a.library").warning("person %s, %r", canary, {"phone": canary})
    assert found(lines.getvalue()) == []
    assert lines.getvalue().count("[redacted]") == 2


@pytest.mark.parametrize("canary", CANARIES)
def test_a_traceback_names_places_not_values(lines: io.StringIO, canary: str) -> None:
    def inner(number: str) -> None:
        raise ValueError(f"cannot read {number} of 张三")

    try:
        inner(canary)
    except ValueError:
        logging.getLogger("a.library").exception("failed")
        structlog.get_logger().warning("failed", exc_info=True)
    assert found(lines.getvalue()) == []
    assert "张三" not in lines.getvalue()
    assert "test_logs.py" in lines.getvalue()
    assert "ValueError" in lines.getvalue()


@pytest.mark.parametrize("address", ["/q/RERJYZC4MZD3/account/", "/surveys/c/RERJYZC4MZD3/"])
def test_a_code_in_an_address_is_cut(lines: io.StringIO, address: str) -> None:
    logging.getLogger("django.request").error("Internal Server Error: %s", address)
    assert "RERJYZC4MZD3" not in lines.getvalue()
    assert lines.getvalue().count("[redacted]") == 1


def test_numbers_that_are_not_personal_stay(lines: io.StringIO) -> None:
    structlog.get_logger().warning("x", route="screening/17305601/", ms=12.5, unit="16777216")
    assert '"route": "screening/17305601/"' in lines.getvalue()
    assert "redacted" not in lines.getvalue()


def test_a_request_leaves_no_query_no_body_no_person(
    lines: io.StringIO, signed_in: SignedIn, universe: Universe
) -> None:
    teacher = signed_in("teacher")
    teacher.get(f"/duties/today/?q={ID_NUMBER}&name=张三")
    teacher.post("/overview/search/", {"text": "测试生0001", "q": "测试生0001"})
    teacher.get(f"/nothing-here/{PHONE}/张三/")
    Client().post("/sign-in/", {"login": PHONE, "password": PASSWORD})
    Client().post("/sign-in/", {"login": "teacher", "password": PASSWORD})
    text = lines.getvalue()
    assert found(text) == []
    words = ("张三", "测试生0001", "班主任壬", "teacher", PASSWORD, "?q=")
    assert [word for word in words if word in text] == []
    assert [json.loads(line)["status"] for line in text.splitlines() if line[0] == "{"] == [
        200, 200, 404, 422, 302,
    ]  # fmt: skip


def test_an_error_page_says_nothing_of_the_request(
    lines: io.StringIO, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"row of 张三 {ID_NUMBER}")

    monkeypatch.setattr("xiaoan.duties.queries.due_today", broken)
    client = signed_in("teacher")
    client.raise_request_exception = False
    answer = client.get("/duties/today/")
    assert answer.status_code == 500
    page = answer.content.decode()
    assert (found(page), "张三" in page, "RuntimeError" in page) == ([], False, False)
    assert found(lines.getvalue()) == []
    assert "张三" not in lines.getvalue()
    assert "RuntimeError" in lines.getvalue()
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_servers_own_log_keeps_rows_out(own_database: str, universe: Universe) -> None:
    """PostgreSQL prints the whole row of a refused insert by default; ours must not."""
    import psycopg  # noqa: PLC0415  # only this test speaks to the server itself

    from tests import environment  # noqa: PLC0415  # the folder of this run's cluster

    with psycopg.connect(own_database) as connection:
        connection.execute("select set_config('xiaoan.lo', '0', false)")
        connection.execute("select set_config('xiaoan.hi', '2000000000', false)")
        with pytest.raises(psycopg.errors.NotNullViolation):
            connection.execute(
                "insert into directory_person (id, school_id, unit_no, name, number) "
                "values (gen_random_uuid(), 1, %s, '张三', %s)",
                [CLASS_11, ID_NUMBER],
            )
    files = [path for path in environment.HOME.glob("pg/**/*log*") if path.is_file()]
    text = "".join(path.read_text(errors="replace") for path in files)
    assert "null value in column" in text
    assert (found(text), "张三" in text) == ([], False)
