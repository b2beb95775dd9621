"""What the logs say: each thing in one line, and nobody's rows."""

import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from infrastructure.log_file import REQUESTS
from infrastructure.logs import configure_logs
from tests.support.postgresql import PostgresqlServer

EVIL = "/x\r\nfake\x1b[31m\u2028\x85\u202e\x9b31m"


class Logs:
    def __init__(self, folder: Path) -> None:
        self._file = folder / "app.log"
        self.terminal = StringIO()
        with redirect_stderr(self.terminal):
            self._listener = configure_logs(folder, "INFO")

    def lines(self) -> list[dict[str, Any]]:
        self._listener.stop()
        for handler in self._listener.handlers:
            handler.close()
        content = self._file.read_text()
        assert content.isascii()
        return [json.loads(line) for line in content.splitlines()]


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[Logs]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield Logs(tmp_path)
    root.handlers[:] = before[0]
    root.setLevel(before[1])


def test_a_request_is_one_line_whatever_its_path(logs: Logs) -> None:
    request = {"method": "GET", "path": EVIL, "status": 404, "ms": 1.0}
    logging.getLogger(REQUESTS).info("request", extra={"request": request})
    [line] = logs.lines()
    assert (line["path"], line["status"]) == (EVIL, 404)


def test_a_warning_is_one_line_on_the_terminal_too(logs: Logs) -> None:
    logging.getLogger("test").warning("met %s", EVIL, extra={"path": EVIL})
    assert [line["path"] for line in logs.lines()] == [EVIL]
    said = logs.terminal.getvalue()
    assert len(said.splitlines()) == 1
    assert "\x1b" not in said


def test_rows_that_postgresql_repeats_are_left_out(logs: Logs, postgresql: PostgresqlServer) -> None:
    engine = create_engine(
        postgresql.url().replace("postgresql:", "postgresql+psycopg:"), hide_parameters=True
    )
    somebody = {"name": "Zora", "age": None}
    try:
        with engine.begin() as connection:
            connection.execute(text("CREATE TEMP TABLE people (name VARCHAR UNIQUE, age INTEGER NOT NULL)"))
            connection.execute(text("INSERT INTO people VALUES (:name, :age)"), somebody)
    except Exception:
        logging.getLogger("test").exception("failed")
    engine.dispose()
    [line] = logs.lines()
    assert "null value in column" in line["exception"]
    assert "Zora" not in json.dumps(line) + logs.terminal.getvalue()
