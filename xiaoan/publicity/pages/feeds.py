"""RSS, Atom, calendar files and JSON."""

import datetime as dt

from django.http import HttpResponse, JsonResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from icalendar import Calendar, Event, vDate, vText

from xiaoan.kernel import clock
from xiaoan.kernel.texts import fit
from xiaoan.publicity import rules
from xiaoan.publicity.pages.kept import kept, path_of, whole
from xiaoan.publicity.queries import feeds, shown
from xiaoan.web.gate import Asked

# How often calendars should ask again (RFC 7986 5.7; our own choice).
REFRESH = dt.timedelta(hours=1)


class _Feed(Rss201rev2Feed):
    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("ttl", "15")


def _feed(kind: type[_Feed | Atom1Feed], language: str, name: str) -> HttpResponse:
    county = fit(shown.county().name)
    feed = kind(
        title=_("%(county)s学校防疫公开信息") % {"county": county},
        link=whole(path_of(language)), description=_("开学时间、通知和辟谣"),
        language=rules.TAGS[language], feed_url=whole(path_of(language, name)),
        author_name=_("%(county)s教育局") % {"county": county},
    )  # fmt: skip
    for one in feeds.entries(language):
        feed.add_item(
            title=one.title, link=whole(path_of(language, one.path)),
            # The words are plain; what they hold of signs is escaped once for HTML, once for XML.
            description=linebreaks(one.text, autoescape=True),
            unique_id=f"urn:uuid:{one.id}", unique_id_is_permalink=False,
            pubdate=one.first_at, updateddate=one.at, categories=[one.kind],
        )  # fmt: skip
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@kept
def rss(_request: Asked, language: str) -> HttpResponse:
    """RSS 2.0."""
    return _feed(_Feed, language, "feed.rss")


@kept
def atom(_request: Asked, language: str) -> HttpResponse:
    """Atom (RFC 4287)."""
    return _feed(Atom1Feed, language, "feed.atom")


@kept
def calendar(_request: Asked, language: str) -> HttpResponse:
    """Opening dates of the county as a calendar file (RFC 5545)."""
    name = _("%(county)s开学时间") % {"county": fit(shown.county().name)}
    return _calendar(name, feeds.county_events(), whole(path_of(language)), language)


@kept
def school_calendar(_request: Asked, language: str, no: int) -> HttpResponse:
    """Those of one school."""
    one, _decided = shown.school(no)
    name = _("%(school)s开学时间") % {"school": one.name}
    url = whole(path_of(language, f"schools/{no}/"))
    return _calendar(name, feeds.school_events(no), url, language)


def _calendar(name: str, events: list[feeds.Event], url: str, language: str) -> HttpResponse:
    made = Calendar()
    made.add("prodid", "-//Xiaoan//public openings//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("name", name)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for one in sorted(events, key=lambda one: (one.day, one.uid)):
        made.add_component(_event(one, url, language))
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")


def _event(one: feeds.Event, url: str, language: str) -> Event:
    made = Event()
    utc = one.at.astimezone(dt.UTC)
    made.add("uid", one.uid)
    made.add("sequence", one.sequence)
    made.add("dtstamp", utc)
    made.add("last-modified", utc)
    made.add("dtstart", vDate(one.day), parameters={"VALUE": "DATE"})
    made.add("dtend", vDate(one.day + dt.timedelta(days=1)), parameters={"VALUE": "DATE"})
    made.add("summary", vText(one.title), parameters={"LANGUAGE": rules.TAGS[language]})
    made.add("description", one.text)
    made.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    made.add("url", url)
    return made


@kept
def openings(_request: Asked) -> HttpResponse:
    """Opening dates for other systems; fields in docs/commands.md."""
    body = {**feeds.as_json(), "as_of": clock.now().isoformat(timespec="seconds")}
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    # Any page may read what is public.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
