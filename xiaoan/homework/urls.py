"""Addresses of homework."""

from django.urls import URLPattern

app_name = "homework"
urlpatterns: list[URLPattern] = []
