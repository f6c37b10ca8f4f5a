"""What other apps publish stands on the public page: corrections, stories with pictures, knowledge."""

import re
from typing import Any

from django.test import Client

from tests.builders import Universe
from tests.outbreaks.looks import Acting
from tests.photos.pictures import jpeg
from tests.publicity.test_public import AtOnce, at_once, get
from tests.rumours.desk import published, reported
from tests.stories.telling import say, told
from xiaoan.kernel.ids import uuid7
from xiaoan.rumours import services as rumours
from xiaoan.stories import services as stories

__all__ = ["at_once"]


def test_a_correction_and_its_end(acting: Acting, at_once: AtOnce) -> None:  # the fixture
    made: list[Any] = []
    at_once(lambda: made.append(published(acting, reported(acting))))
    page = get("/public/")
    assert "吃大蒜能预防诺如病毒</a>" in page
    url = f"/public/texts/{made[0].pk}/"
    alone = get(url)
    assert "不能。洗手和煮熟食物才有用。" in alone
    assert "来源:诺如病毒感染防控指南 中国疾控中心 2026-11-23" in alone
    assert "经办乙" not in alone
    assert "<h1>en</h1>" in get(f"/public/en/texts/{made[0].pk}/")
    assert "吃大蒜能预防诺如病毒" in get("/public/feed.rss")
    act = rumours.Act(uuid7(), made[0].pk, "来源有误")
    at_once(lambda: rumours.withdraw(acting("officer"), act))
    assert "吃大蒜能预防诺如病毒" not in get("/public/")
    assert "已撤回的辟谣" in get("/public/feed.atom")
    assert Client().get(url).status_code == 410


def test_a_story_with_its_picture_goes_with_the_consent(
    acting: Acting,
    at_once: AtOnce,  # the fixture
    universe: Universe,
) -> None:
    new = told(universe, pictures=(jpeg(1),))

    def publish() -> None:
        stories.submit(acting("teacher"), new)
        say(acting("guardian"), new.id, "given")
        stories.publish(acting("principal"), uuid7(), new.id, 1)

    at_once(publish)
    page = get(f"/public/texts/{new.id}/")
    assert "身边好事 · 实验小学" in page
    assert "测试生0001" not in page
    (picture,) = re.findall(r'class="public-picture" src="([^"]+)"', page)
    answer = Client().get(picture, headers={"accept-encoding": "gzip"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "Content-Encoding" not in answer.headers
    assert answer.content[:2] == b"\xff\xd8"
    at_once(lambda: say(acting("guardian"), new.id, "withdrawn"))
    assert Client().get(picture).status_code == 404
    assert Client().get(f"/public/texts/{new.id}/").status_code == 404
    assert "雨天借伞" not in get("/public/")


def test_knowledge_opens_on_its_own_page(acting: Acting) -> None:
    page = get("/public/texts/material/1/")
    found = re.findall(r'<a href="(/materials/[^"]+)">', page)
    assert len(found) > 5
    assert Client().get(found[0]).status_code == 200
    assert "/materials/" not in get("/public/feed.rss")
