"""The archive of a form filled in for many units has an end: said on the page, kept by the night's job."""

import datetime as dt
import json
from collections.abc import Callable
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.builders import MORNING
from tests.outbreaks.looks import Acting
from tests.returns.test_filling import brought, run_of
from xiaoan.journal.models import Entry
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.scope import everywhere, leave
from xiaoan.returns import rules, services, tasks
from xiaoan.returns.models import Run

SignedIn = Callable[[str], Client]


def made(acting: Acting) -> UUID:
    officer = acting("officer")
    run_id = services.ask_run(officer, run_of(brought(officer)))
    leave()
    services.make(run_id)
    return run_id


def stands(run_id: UUID) -> tuple[bool, int]:
    with everywhere("tests"):
        row = Run.objects.get(pk=run_id)
        return row.content is not None, row.done


def test_it_goes_when_its_time_is_over_and_once(acting: Acting) -> None:
    run_id = made(acting)
    last = MORNING + dt.timedelta(days=rules.run_days())
    with time_machine.travel(last - dt.timedelta(seconds=1), tick=False):
        assert (tasks.put_away(0), stands(run_id)) == (0, (True, 3))
    with time_machine.travel(last, tick=False):
        assert (tasks.put_away(0), tasks.put_away(0), stands(run_id)) == (1, 0, (False, 3))
        with pytest.raises(Conflict, match="已到保存期限"):
            services.take_run(acting("officer"), run_id)
    leave()
    with everywhere("tests"):
        fact = json.loads(Entry.objects.get(kind="returns.run_put_away").body)
    assert (fact["run_id"], fact["files"]) == (str(run_id), 3)
    assert services.make(run_id) == "done"
    assert stands(run_id) == (False, 3)


def test_the_page_says_until_when_and_that_it_is_over(acting: Acting, signed_in: SignedIn) -> None:
    run_id = made(acting)
    address = reverse("returns:run", args=[run_id])
    html = signed_in("officer").get(address).content.decode()
    assert "压缩包保存到 12月23日" in html
    assert "?file=zip" in html
    with time_machine.travel(MORNING + dt.timedelta(days=31), tick=False):
        tasks.put_away(0)
        browser = signed_in("officer")
        html = browser.get(address).content.decode()
        assert "已经删除" in html
        assert "?file=zip" not in html
        assert browser.get(address, {"file": "zip"}).status_code == 409
