"""The worker's way to the queue of jobs."""

from procrastinate import PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import settings, utils
from procrastinate.contrib.django.django_connector import DjangoConnector


class WorkerConnector(PsycopgConnector):
    """Takes and ends jobs over connections of its own. What a running job defers goes over the connection
    that the job writes with: it is there when the job commits, not before, and not if it does not. One that
    began earlier would find nothing, and nobody would look again."""

    def get_sync_connector(self) -> BaseConnector:
        return DjangoConnector(settings.settings.DATABASE_ALIAS)


def worker_connector() -> WorkerConnector:
    """For `app.replace_connector`; the pool is opened by whoever runs the worker."""
    return WorkerConnector(kwargs=utils.connector_params(settings.settings.DATABASE_ALIAS))
