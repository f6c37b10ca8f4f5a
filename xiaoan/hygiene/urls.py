"""Addresses of hygiene."""

from django.urls import URLPattern

app_name = "hygiene"
urlpatterns: list[URLPattern] = []
