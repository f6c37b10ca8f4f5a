"""Addresses of dailyreports."""

from django.urls import URLPattern

app_name = "dailyreports"
urlpatterns: list[URLPattern] = []
