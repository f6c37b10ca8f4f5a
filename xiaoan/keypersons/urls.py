"""Addresses of keypersons."""

from django.urls import URLPattern

app_name = "keypersons"
urlpatterns: list[URLPattern] = []
