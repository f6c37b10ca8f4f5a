"""Addresses of public information: those that open to anybody, in three languages, and those of the
office."""

from django.urls import path, register_converter

from xiaoan.publicity.pages import feeds, office, public, writing


class Language:
    """What stands after /public/: nothing for 简体, else the language."""

    regex = "(?:hant/|en/)?"

    def to_python(self, value: str) -> str:
        return {"": "zh-hans", "hant/": "zh-hant", "en/": "en"}[value]

    def to_url(self, value: str) -> str:
        return {"zh-hans": "", "zh-hant": "hant/", "en": "en/"}[value]


register_converter(Language, "language")

app_name = "publicity"
urlpatterns = [
    path("public/<language:language>", public.home_page, name="home"),
    path("public/<language:language>schools/", public.schools_page, name="schools"),
    path("public/<language:language>schools/search/", public.search_page, name="search"),
    path("public/<language:language>schools/<int:no>/", public.school_page, name="school"),
    path("public/<language:language>schools/<int:no>/openings.ics", feeds.school_calendar, name="school_ics"),
    path("public/<language:language>texts/<str:kind>/<int:number>/", public.texts_page, name="texts"),
    path("public/<language:language>texts/<uuid:text_id>/", public.text_page, name="text"),
    path("public/<language:language>feed.rss", feeds.rss, name="rss"),
    path("public/<language:language>feed.atom", feeds.atom, name="atom"),
    path("public/<language:language>openings.ics", feeds.calendar, name="ics"),
    path("public/openings.json", feeds.openings, name="json"),
    path("publicity/", office.office_page, name="office"),
    path("publicity/new/", writing.new_page, name="new"),
    path("publicity/<uuid:text_id>/", office.text_page, name="own"),
    path("publicity/<uuid:text_id>/edit/", writing.edit_page, name="edit"),
    path("publicity/<uuid:text_id>/<int:no>/<slug:language>/", office.preview_page, name="preview"),
]  # fmt: skip
