"""Addresses of the shell."""

from django.urls import path

from xiaoan.web import pages

app_name = "web"
urlpatterns = [
    path("", pages.home_page, name="home"),
    path("nothing/", pages.nothing_page, name="nothing"),
    path("notices/<uuid:notice_id>/dismiss/", pages.dismiss_page, name="dismiss"),
    path("sign-in/", pages.sign_in_page, name="sign_in"),
    path("sign-in/demo/", pages.sign_in_demo_page, name="sign_in_demo"),
    path("sign-out/", pages.sign_out_page, name="sign_out"),
    path("language/", pages.language_page, name="language"),
    path("livez", pages.livez, name="livez"),
    path("readyz", pages.readyz, name="readyz"),
]
