"""Addresses of stories."""

from django.urls import path

from xiaoan.stories.pages import consents, reading, telling

app_name = "stories"
_STORY = "<uuid:story_id>/"
urlpatterns = [
    path("", reading.home_page, name="home"),
    path("unit/", reading.unit_home_page, name="unit_home"),
    path("unit/<int:unit_no>/", reading.unit_page, name="unit"),
    path("unit/<int:unit_no>/new/", telling.new_page, name="new"),
    path("waiting/", reading.waiting_page, name="waiting"),
    path("consent/<uuid:shown_id>/", consents.consent_page, name="consent"),
    path(_STORY, reading.story_page, name="story"),
    path(f"{_STORY}photo/<uuid:photo_id>/", reading.photo_page, name="photo"),
    path(f"{_STORY}revise/", telling.revise_page, name="revise"),
    path(f"{_STORY}publish/", telling.publish_page, name="publish"),
    path(f"{_STORY}return/", telling.return_page, name="return"),
    path(f"{_STORY}withdraw/", telling.withdraw_page, name="withdraw"),
]
