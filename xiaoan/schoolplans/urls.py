"""Addresses of schoolplans."""

from django.urls import URLPattern

app_name = "schoolplans"
urlpatterns: list[URLPattern] = []
