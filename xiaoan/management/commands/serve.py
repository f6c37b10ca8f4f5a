"""`xiaoan serve`: web processes and the worker over one database, forked and watched by one parent."""

import gc
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from importlib import import_module
from multiprocessing.context import ForkProcess
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
import structlog
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver

from xiaoan.kernel import ciphers
from xiaoan.seals.queries import keys

log = structlog.get_logger("xiaoan.serve")
THREADS = 6
# Whoever waits for a page comes first; a signal may take a second longer.
WORKER_NICE = 5


class Command(BaseCommand):
    """waitress, because it reads slow request bodies before a thread is taken (see docs/decisions)."""

    help = "Serve the pages (and run the worker) on 127.0.0.1."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--no-worker", action="store_true", help="no background worker")

    def handle(self, *args: Any, **options: Any) -> None:
        prepare()
        if "owner" in settings.DATABASES:
            _again_without_owner()
        listening = listen(options["host"], options["port"], options["workers"])
        self.stderr.write(f"http://{options['host']}:{options['port']}/")
        Parent(listening, not options["no_worker"]).run()


def make_keys() -> None:
    """Key files where there are none."""
    key_file = Path(settings.XIAOAN_KEY_FILE)
    if not key_file.exists():
        key_file.parent.mkdir(parents=True, exist_ok=True)
        key_file.touch(mode=0o600)
        key_file.write_text(ciphers.new_keys())
    counselling = Path(settings.XIAOAN_COUNSELLING_KEY_FILE)
    if not counselling.exists():
        counselling.parent.mkdir(parents=True, exist_ok=True)
        counselling.touch(mode=0o600)
        counselling.write_text(ciphers.new_line())
    seal_key = Path(settings.XIAOAN_SEAL_KEY_FILE)
    if not seal_key.exists():
        seal_key.parent.mkdir(parents=True, exist_ok=True)
        seal_key.touch(mode=0o600)
        seal_key.write_text(keys.new_line())
    if settings.DEMO:
        # Where the demonstration's seals are carried: a folder that stands for another machine.
        (settings.XIAOAN_HOME / "seals").mkdir(parents=True, exist_ok=True)


def prepare() -> None:
    """Keys, tables and static files: what a fresh start needs."""
    make_keys()
    if "owner" in settings.DATABASES:
        call_command("migrate", database="owner", verbosity=0)
    collect_static()


def collect_static() -> None:
    """Copy and compress the static files, unless the copies are newer than every source."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    made = manifest.stat().st_mtime if manifest.exists() else 0.0
    sources = (file for file in settings.PACKAGE_DIR.rglob("static/**/*") if file.is_file())
    if max((file.stat().st_mtime for file in sources), default=0.0) >= made:
        call_command("collectstatic", interactive=False, verbosity=0)


def listen(host: str, port: int, count: int) -> list[socket.socket]:
    """A socket for each web process, all on one port: the system deals connections out among them.

    With one socket for all, the process that wakes first takes nearly every connection, and keeps it.
    """
    try:
        if port:
            _bind(host, port).close()  # alone, since the shared ones would join another server's
        sockets = [_bind(host, port, socket.SO_REUSEPORT)]
        taken = sockets[0].getsockname()[1]
        sockets += [_bind(host, taken, socket.SO_REUSEPORT) for _ in range(count - 1)]
    except OSError as error:
        raise CommandError(
            f"Port {port} is taken: {error.strerror}. Choose another with --port (make demo PORT=n)."
        ) from error
    for one in sockets:
        one.listen(1024)
        one.set_inheritable(True)
    return sockets


def _bind(host: str, port: int, *options: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    for option in (socket.SO_REUSEADDR, *options):
        bound.setsockopt(socket.SOL_SOCKET, option, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def _again_without_owner() -> None:
    """The same command in this process's place, in whose memory the owner's address never was: the web
    processes and the worker are copies of it."""
    without = {k: v for k, v in os.environ.items() if k != "XIAOAN_OWNER_DATABASE_URL"}
    sys.stdout.flush()
    sys.stderr.flush()
    words = [sys.executable, "-m", "xiaoan.cli", *sys.argv[1:]]
    os.execve(sys.executable, words, without)  # noqa: S606  # our own command, no shell


def _web(own: socket.socket) -> None:
    import waitress  # noqa: PLC0415  # only the children serve

    from xiaoan.wsgi import application  # noqa: PLC0415  # as above

    waitress.serve(application, sockets=[own], **limits())


def _worker() -> None:
    os.nice(WORKER_NICE)
    call_command("worker")


def warm() -> int:
    """What the first person of a process would wait seconds for: every page's code, and every template
    compiled. Gives how many templates; who knocks meanwhile waits at the socket.
    """
    import_module("xiaoan.wsgi")
    _ = get_resolver().url_patterns
    names = [
        path.relative_to(folder).as_posix()
        for folder in settings.PACKAGE_DIR.glob("*/templates")
        for path in folder.rglob("*.html")
    ]
    for name in names:
        get_template(name)
    return len(names)


def limits() -> dict[str, Any]:
    """How much the server takes, and from whom."""
    return {
        "threads": THREADS,
        "connection_limit": 1000,
        "channel_timeout": 30,
        "ident": None,
        "clear_untrusted_proxy_headers": True,
        "max_request_body_size": settings.LARGEST_REQUEST,
        **_behind_proxy(),
    }


def _behind_proxy() -> dict[str, Any]:
    """With HTTPS, a proxy on this machine may say so, and nobody else; else every page redirects."""
    if not settings.HTTPS:
        return {}
    return {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-proto"}}


class Parent:
    """Forks the children, forks a fallen one (or starts the embedded database) again, and ends with them.

    The sockets stay open here: what waits for a fallen web process is served by the next one. The pages are
    made ready here, once: a child stands at once, and all of them share that memory.
    """

    def __init__(self, listening: list[socket.socket], worker: bool) -> None:
        self.listening = listening
        self.wanted = ["web"] * len(listening) + ["worker"] * worker
        self.children: dict[int, ForkProcess] = {}
        self.stopping = False
        folder = settings.XIAOAN_EMBEDDED
        self.embedded = Path(folder) if folder else None

    def run(self) -> None:
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, self._stop)
        warm()
        # Collecting would write to each object, and so copy the memory that is shared.
        gc.collect()
        gc.freeze()
        try:
            self._watch()
        finally:
            for child in self.children.values():
                child.terminate()
            for child in self.children.values():
                child.join(20)

    def _watch(self) -> None:
        while not self.stopping:
            self._start_missing()
            time.sleep(0.5)
            self._revive_database()

    def _revive_database(self) -> None:
        """The embedded server has no other watcher; what was committed is there when it is back."""
        if self.embedded is None or self.stopping:
            return
        from xiaoan import embedded  # noqa: PLC0415  # not needed with a server of one's own

        if embedded.is_running(self.embedded):
            return
        try:
            embedded.start(self.embedded)
        except (OSError, subprocess.SubprocessError, psycopg.Error) as error:
            # Its last processes may still be ending; the next round tries again.
            log.warning("database down", kind=type(error).__name__)

    def _start_missing(self) -> None:
        for index, kind in enumerate(self.wanted):
            child = self.children.get(index)
            if (child is None or not child.is_alive()) and not self.stopping:
                self.children[index] = self._start(index, kind)

    def _start(self, index: int, kind: str) -> ForkProcess:
        # A connection is one process's own.
        connections.close_all()
        fork = multiprocessing.get_context("fork")
        child = fork.Process(target=self._be, args=(index, kind), name=f"{kind} {index}")
        child.start()
        return child

    def _be(self, index: int, kind: str) -> None:
        """What a child does until it is stopped."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setsid()
        for other, one in enumerate(self.listening):
            if other != index:
                one.close()
        if kind == "web":
            _web(self.listening[index])
        else:
            _worker()

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True
