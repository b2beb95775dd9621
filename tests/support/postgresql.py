"""A PostgreSQL server of the tests' own, in a folder that goes away with it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text

START_WITHIN_SECONDS = 30

SETTINGS = ("listen_addresses=127.0.0.1", "max_connections=200", "shared_buffers=64MB")


class PostgresqlServer:
    """fsync stays on: what it acknowledged survives `stop(immediate=True)`, which is as good as a kill."""

    def __init__(self, folder: Path) -> None:
        self._programs = _programs()
        self._user = _unprivileged_user()
        self._data = folder / "data"
        self._log = folder / "log"
        self._folder = folder
        self.port = _free_port()
        if self._user is not None:
            shutil.chown(folder, self._user)
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "-EUTF8", "--locale=C")

    def start(self) -> None:
        settings = " ".join(f"-c {each}" for each in SETTINGS)
        sockets = f"-c unix_socket_directories={self._folder}"
        self._run(
            "pg_ctl",
            "start",
            "--wait",
            f"--timeout={START_WITHIN_SECONDS}",
            f"--log={self._log}",
            f"--options=-p {self.port} {settings} {sockets}",
        )

    def stop(self, *, immediate: bool = False) -> None:
        self._run("pg_ctl", "stop", "--wait", f"--mode={'immediate' if immediate else 'fast'}")

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def folder_of(self, url: str) -> Path:
        """Where the tables and indexes of a database are."""
        engine = create_engine(self.url().replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as connection:
            named = text("SELECT oid FROM pg_database WHERE datname = :name")
            oid = connection.execute(named, {"name": url.rpartition("/")[2]}).scalar_one()
        engine.dispose()
        return self._data / "base" / str(oid)

    def create_database(self) -> str:
        """The URL of a database that nobody has used."""
        name = f"test_{uuid4().hex}"
        engine = create_engine(
            self.url().replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
        engine.dispose()
        return self.url(name)

    def _run(self, program: str, *arguments: str) -> None:
        outcome = subprocess.run(
            [self._programs / program, *arguments, "--pgdata", self._data],
            check=False,
            user=self._user,
            group=None if self._user is None else pwd.getpwnam(self._user).pw_gid,
            extra_groups=None if self._user is None else [],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the server keeps what it inherits: a pipe would never end
            stderr=subprocess.DEVNULL,
        )
        if outcome.returncode != 0:
            told = self._log.read_text() if self._log.exists() else ""
            raise RuntimeError(f"{program} ended with {outcome.returncode}. {told}")


@contextmanager
def private_postgresql() -> Iterator[PostgresqlServer]:
    with tempfile.TemporaryDirectory(prefix="soundboard-pg-", ignore_cleanup_errors=True) as folder:
        server = PostgresqlServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            with _ignored_failures():
                server.stop(immediate=True)


def postgresql_server() -> Iterator[PostgresqlServer]:
    """To be made a fixture of the whole session."""
    with private_postgresql() as server:
        yield server


@contextmanager
def _ignored_failures() -> Iterator[None]:
    """A test may have stopped the server already."""
    try:
        yield
    except RuntimeError:
        return


def _programs() -> Path:
    on_path = shutil.which("pg_ctl")
    candidates: Sequence[Path] = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True
    )
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *candidates]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise RuntimeError("These tests need a PostgreSQL: initdb and pg_ctl were not found.")


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
