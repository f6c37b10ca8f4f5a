"""How many are pinned, also at once; numbers of persons in public words."""

import threading
from uuid import UUID

import pytest
from django.db import connection

from tests.builders import Universe
from tests.outbreaks.looks import Acting
from tests.publicity.states import a_draft, act
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.scope import acting_as
from xiaoan.publicity import rules, services
from xiaoan.publicity.models import Text


def test_three_pins_at_most_also_at_once(own_database: str, universe: Universe) -> None:
    officer, leader = universe.cast["officer"], universe.cast["leader"]
    ids = []
    for n in range(6):
        with acting_as(officer):
            words = {"zh-hans": {"title": f"通知{n}", "body": "正文"}}
            ids.append(services.write(officer, a_draft(words=words)))
        with acting_as(leader):
            services.approve(leader, act(ids[-1]))
    gate = threading.Barrier(6)

    def one(pk: UUID) -> None:
        try:
            gate.wait()
            with acting_as(officer):
                services.pin(officer, act(pk), pinned=True)
        except Conflict:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(pk,)) for pk in ids]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with acting_as(officer):
        assert Text.objects.filter(pinned=True).count() == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("患者身份证 990101201703010001。", True),
        ("990101 20170301 000x", True),
        ("打 138-0013-8000", True),
        ("１３８００１３８０００", True),
        ("咨询 0991-1234567 或 12320", False),  # an office's line
        ("2026-11-23 08:00 至 2026-11-24", False),
        ("https://a.example/13800138000", False),
    ],
)
def test_numbers_of_persons_are_found(text: str, found: bool) -> None:
    assert rules.has_personal_number(text) is found


def test_a_number_of_a_person_is_refused_at_its_field(acting: Acting) -> None:
    words = {"zh-hans": {"title": "通报", "body": "患者身份证 990101201703010001。"}}
    with pytest.raises(Invalid) as refused:
        services.write(acting("officer"), a_draft(words=words))
    assert list(refused.value.fields) == ["body-zh-hans"]
