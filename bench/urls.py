"""The product's addresses, and the baseline's."""

from django.urls import URLPattern, URLResolver, path

from bench.baseline.pages import insert_page, keep_page
from xiaoan.urls import handler404, handler500
from xiaoan.urls import urlpatterns as product

__all__ = ["handler404", "handler500", "urlpatterns"]
urlpatterns: list[URLPattern | URLResolver] = [
    *product,
    path("bench/insert/<int:unit_no>/<str:day>/<str:slot>/", insert_page),
    path("bench/keep/<int:unit_no>/<str:day>/<str:slot>/", keep_page),
]
