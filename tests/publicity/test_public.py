"""What anybody sees at /public/: at once, in three languages, of nobody's session, and inert."""

import datetime as dt
import gzip
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable

import icalendar
import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.builders import BUILDER, JUNIOR, KINDERGARTEN, MORNING, PRIMARY, TOWN
from tests.outbreaks.looks import Acting
from tests.publicity.states import a_draft, act, published
from tests.reopening.states import MONDAY, THURSDAY, decided, line
from xiaoan.kernel.scope import enter, leave
from xiaoan.publicity import services
from xiaoan.publicity.models import Edition

ATOM = "{http://www.w3.org/2005/Atom}"
Commits = DjangoCaptureOnCommitCallbacks


def get(path: str, **headers: str) -> str:
    """The page as an anonymous phone gets it."""
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


@pytest.fixture
def at_once(django_capture_on_commit_callbacks: Commits) -> Callable[[Callable[[], object]], None]:
    """Do something and commit it, as far as the copies of this process can tell."""

    def do(work: Callable[[], object]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            work()
        leave()

    return do


AtOnce = Callable[[Callable[[], object]], None]


@pytest.mark.django_db
def test_before_anything_is_decided_the_page_says_so() -> None:
    page = get("/public/")
    assert "还没有公布开学时间" in page
    assert "青禾县 学校防疫公开信息" in page
    assert json.loads(get("/public/openings.json"))["openings"] == []
    assert icalendar.Calendar.from_ical(get("/public/openings.ics")).walk("VEVENT") == []


def test_a_decided_date_is_there_at_once_and_moved_is_shown(
    acting: Acting, at_once: AtOnce, morning: time_machine.Traveller
) -> None:
    assert "11月30日" not in get("/public/")
    at_once(lambda: decided(acting))
    page = get("/public/")
    assert '<time datetime="2026-11-30">11月30日(周一)</time>' in page
    assert "请从东门进校" in page
    morning.move_to(MORNING + dt.timedelta(hours=2))
    at_once(lambda: decided(acting, line("primary", THURSDAY, base=1), reason="流感高发"))
    page = get("/public/")
    assert '<time datetime="2026-12-03">12月3日(周四)</time>' in page
    assert "原定 11月30日(周一),2026-11-23 09:30 公布变更" in page
    assert "流感高发" in page
    assert "Thursday" in get("/public/en/") or "Thu" in get("/public/en/")
    assert "原定" in get("/public/hant/")
    school = get(f"/public/schools/{PRIMARY}/")
    assert "12月3日" in school
    assert "历次公布" in school


def test_the_copy_is_asked_once_and_costs_nothing_after(
    acting: Acting, at_once: AtOnce, django_assert_num_queries: object
) -> None:
    at_once(lambda: decided(acting))
    first = get("/public/")
    with django_assert_num_queries(0):  # type: ignore[operator]  # pytest-django's
        assert get("/public/") == first
        assert get("/public/?x=<script>") == first
        assert get("/public/", cookie="xiaoan-language=en; xiaoan=abc") == first
        assert get("/public/", accept_language="en") == first


def test_an_answer_is_public_tagged_and_sets_nothing(acting: Acting, at_once: AtOnce) -> None:
    at_once(lambda: decided(acting))
    client = Client()
    for path in ("/public/", "/public/en/", "/public/feed.rss", "/public/openings.ics",
                 "/public/openings.json", "/public/schools/", "/public/schools/search/?q=实验"):  # fmt: skip
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, max-age=15", path
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert "Set-Cookie" not in answer.headers
        assert answer.cookies == {}
        assert "csrf" not in answer.content.decode()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        tag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
        again = client.get(path, headers={"if-none-match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == "public, max-age=15"
        assert client.get(path, headers={"if-modified-since": modified}).status_code == 304
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
        packed = client.get(path, headers={"accept-encoding": "br, gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == answer.content
        head = client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["Content-Length"] == str(len(answer.content))
    assert client.post("/public/").status_code == 405


def test_a_name_that_is_not_ours_is_refused_copy_or_not(acting: Acting, at_once: AtOnce) -> None:
    at_once(lambda: decided(acting))
    before = get("/public/feed.rss")
    assert Client().get("/public/feed.rss", headers={"host": "evil.example"}).status_code == 400
    other = Client().get(
        "/public/feed.rss", headers={"host": "localhost", "x-forwarded-host": "evil.example"}
    )
    assert other.content.decode() == before
    assert "evil" not in before


def test_what_an_officer_writes_is_inert(acting: Acting, at_once: AtOnce) -> None:
    words = {
        "zh-hans": {
            "title": "<script>alert(1)</script>",
            "body": '<img src=x onerror=alert(1)> javascript:alert(1) https://example.cn/a?b=1&c="<b>\n\n]]>',
        }
    }
    made: list[object] = []
    at_once(lambda: made.append(published(acting, words=words)))
    for path in ("/public/", f"/public/texts/{made[0]}/", "/public/texts/notice/1/"):
        page = get(path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript' not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in get("/public/")
    (item,) = ET.fromstring(get("/public/feed.rss")).findall("channel/item")  # noqa: S314  # our own feed
    assert item.findtext("title") == "<script>alert(1)</script>"
    assert "<img" not in (item.findtext("description") or "")


def test_withdrawn_leaves_at_once_and_the_feeds_say_so(
    acting: Acting, at_once: AtOnce, morning: time_machine.Traveller
) -> None:
    made: list[object] = []
    at_once(lambda: made.append(published(acting)))
    (pk,) = made
    assert "错峰开学告家长书" in get("/public/")
    morning.move_to(MORNING + dt.timedelta(minutes=5))
    at_once(lambda: services.withdraw(acting("officer"), act(pk), "时间有误"))  # type: ignore[arg-type]  # its id
    assert "错峰开学告家长书" not in get("/public/")
    assert "错峰开学告家长书" not in get("/public/texts/notice/1/")
    gone = Client().get(f"/public/texts/{pk}/")
    assert gone.status_code == 410
    assert "2026-11-23 07:35 撤回" in gone.content.decode()
    assert "时间有误" in gone.content.decode()
    for path, items, title in (
        ("/public/feed.rss", "channel/item", "title"),
        ("/public/feed.atom", f"{ATOM}entry", f"{ATOM}title"),
    ):
        feed = get(path)
        assert "错峰开学告家长书" not in feed
        (item,) = ET.fromstring(feed).findall(items)  # noqa: S314  # our own feed
        assert item.findtext(title) == "已撤回的通知"
        assert str(pk) in ET.tostring(item, encoding="unicode")


def events(path: str) -> list[tuple[str, int, str, dt.date, str]]:
    found = icalendar.Calendar.from_ical(get(path)).walk("VEVENT")
    return [
        (
            str(one["UID"]), int(str(one["SEQUENCE"])), str(one["STATUS"]), one.decoded("DTSTART"),
            str(one["SUMMARY"]),
        )
        for one in found
    ]  # fmt: skip


def test_the_calendar_keeps_its_ids_and_counts_up(
    acting: Acting, at_once: AtOnce, morning: time_machine.Traveller
) -> None:
    at_once(lambda: decided(acting))
    uid = "opening-county-16777216-primary@xiaoan"
    assert events("/public/openings.ics") == [
        (uid, 0, "CONFIRMED", MONDAY, "青禾县 小学 2026-11-30 开学")
    ]
    morning.move_to(MORNING + dt.timedelta(minutes=1))
    at_once(lambda: decided(acting, line("primary", THURSDAY, base=1)))
    assert events("/public/openings.ics") == [
        (uid, 1, "CONFIRMED", THURSDAY, "青禾县 小学改为 2026-12-03 开学")
    ]
    morning.move_to(MORNING + dt.timedelta(minutes=2))
    at_once(lambda: decided(acting, line("primary", None, base=2)))
    assert events("/public/openings.ics") == [
        (uid, 2, "CANCELLED", THURSDAY, "青禾县 小学暂缓开学,日期另行通知")
    ]
    own = f"opening-school-{PRIMARY}-primary@xiaoan"
    path = f"/public/schools/{PRIMARY}/openings.ics"
    assert events(path) == [(own, 2, "CANCELLED", THURSDAY, "实验小学 小学暂缓开学,日期另行通知")]
    morning.move_to(MORNING + dt.timedelta(minutes=3))
    at_once(lambda: decided(acting, line("primary", THURSDAY, PRIMARY)))
    assert events(path) == [(own, 3, "CONFIRMED", THURSDAY, "实验小学 小学 2026-12-03 开学")]
    assert events(f"/public/schools/{KINDERGARTEN}/openings.ics") == []


def test_the_calendar_file_is_folded_escaped_and_ends_lines_as_it_must(
    acting: Acting, at_once: AtOnce
) -> None:
    note = "东门;西门,\\ 依次进\n第二行:" + "长" * 200
    at_once(lambda: decided(acting, note=note))
    raw = Client().get("/public/openings.ics").content
    lines = raw.split(b"\r\n")
    assert max(len(one) for one in lines) <= 75
    assert b"\n" not in raw.replace(b"\r\n", b"")
    (event,) = icalendar.Calendar.from_ical(raw).walk("VEVENT")
    assert note in str(event["DESCRIPTION"])
    assert event.get("DTSTART").params["VALUE"] == "DATE"
    assert [lines[0], lines[-2]] == [b"BEGIN:VCALENDAR", b"END:VCALENDAR"]


def test_json_for_other_systems(acting: Acting, at_once: AtOnce) -> None:
    at_once(lambda: decided(acting, line("primary", MONDAY), line("junior", None, JUNIOR)))
    found = json.loads(get("/public/openings.json"))
    assert found["county"] == "青禾县"
    assert found["openings"] == [
        {
            "place": {"no": 16777216, "kind": "county", "name": "青禾县"}, "stage": "primary",
            "version": 1, "what": "date", "date": "2026-11-30", "moved_from": None,
            "document": "青教发〔2026〕12号", "note": "请从东门进校,带口罩。", "reason": "疫情形势变化",
            "decided_at": "2026-11-23T07:30:00+08:00",
        },
        {
            "place": {"no": JUNIOR, "kind": "school", "name": "河口初中"}, "stage": "junior",
            "version": 1, "what": "held", "date": None, "moved_from": None,
            "document": "青教发〔2026〕12号", "note": "请从东门进校,带口罩。", "reason": "疫情形势变化",
            "decided_at": "2026-11-23T07:30:00+08:00",
        },
    ]  # fmt: skip
    assert found["schools"] == [
        {
            "no": PRIMARY, "name": "实验小学", "township": "城关镇",
            "dates": {"primary_final": "2026-11-30", "primary": "2026-11-30"},
        },
        {"no": KINDERGARTEN, "name": "城关幼儿园", "township": "城关镇", "dates": {"kindergarten": None}},
        {
            "no": JUNIOR, "name": "河口初中", "township": "河口镇",
            "dates": {"junior_final": None, "junior": None},
        },
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_school_is_found_by_its_name() -> None:
    page = get("/public/schools/search/?q=实验")
    assert f"/public/schools/{PRIMARY}/" in page
    assert "河口初中" not in page
    assert "没有名字里带“&lt;b&gt;”的学校" in get("/public/schools/search/?q=%3Cb%3E")
    assert "请写校名里的几个字" in get("/public/schools/search/")
    english = get("/public/en/schools/search/?q=实验")
    assert f"/public/en/schools/{PRIMARY}/" in english
    assert '<html lang="en">' in english
    for wrong in (TOWN, PRIMARY + 1, 5):
        assert Client().get(f"/public/schools/{wrong}/").status_code == 404


def test_a_text_without_english_says_so(acting: Acting, at_once: AtOnce) -> None:
    words = {
        "zh-hans": {"title": "热线", "body": "全天"}, "zh-hant": {"title": "熱線", "body": "全日"},
    }  # fmt: skip
    at_once(lambda: published(acting, words=words))
    assert "熱線" in get("/public/hant/")
    page = get("/public/en/")
    assert 'lang="zh-Hans">热线</a>' in page
    assert "Chinese only" in page


def test_a_hotline_can_be_dialled(acting: Acting, at_once: AtOnce) -> None:
    at_once(
        lambda: published(
            acting,
            kind="hotline",
            phone="0991-123 4567",
            words={"zh-hans": {"title": "教育局", "body": ""}},
        )
    )
    assert '<a href="tel:09911234567"><b>0991-123 4567</b>' in get("/public/")


def test_nothing_of_drafts_or_proposals_is_public(acting: Acting, at_once: AtOnce) -> None:
    services.write(acting("officer"), services_draft("秘密标题"))
    leave()
    for path in ("/public/", "/public/feed.rss", "/public/feed.atom", "/public/texts/notice/1/"):
        assert "秘密标题" not in get(path)


def services_draft(title: str) -> services.Draft:
    return a_draft(words={"zh-hans": {"title": title, "body": "x"}})


def test_the_edition_turns_with_the_fact_and_not_without(acting: Acting) -> None:
    before = Edition.objects.get().no
    services.write(acting("officer"), services_draft("草稿"))
    assert Edition.objects.get().no == before
    published(acting)
    assert Edition.objects.get().no == before + 1
    decided(acting)
    assert Edition.objects.get().no == before + 2
    enter(BUILDER)
