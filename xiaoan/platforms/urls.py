"""Addresses of platforms."""

from django.urls import path

from xiaoan.platforms.pages import launches, register, waiting

app_name = "platforms"
urlpatterns = [
    path("", register.home_page, name="home"),
    path("<uuid:platform_id>/", register.platform_page, name="platform"),
    path("waiting/", waiting.waiting_page, name="waiting"),
    path("unit/<int:unit_no>/", waiting.unit_page, name="unit"),
    path("lti/<uuid:platform_id>/login/", launches.login_page, name="login"),
    path("lti/launch/", launches.launch_page, name="launch"),
]
