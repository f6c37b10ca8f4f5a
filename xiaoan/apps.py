"""The project itself as a Django app: once all others are loaded, it connects them."""

from importlib import import_module

from django.apps import AppConfig


class Xiaoan(AppConfig):
    name = "xiaoan"

    def ready(self) -> None:
        # Not imported above: the map names models, which exist only from here on.
        import_module("xiaoan.wiring").connect()
