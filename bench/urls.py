"""The product's addresses, and the baseline's."""

from django.urls import URLPattern, URLResolver, path

from bench.baseline.pages import check_page
from xiaoan.urls import handler404, handler500
from xiaoan.urls import urlpatterns as product

__all__ = ["handler404", "handler500", "urlpatterns"]
urlpatterns: list[URLPattern | URLResolver] = [
    *product,
    path("bench/<int:unit_no>/<str:day>/<str:slot>/", check_page),
]
