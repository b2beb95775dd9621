"""Rates that others are compared with, measured once a run and database."""

import secrets
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.board import new_board
from benchmarks.crud_tables import MEMBERS, SOUNDS
from benchmarks.databases import Database
from benchmarks.jobs import Job, Outcome, Target, load
from benchmarks.machine import free_port, module_running, wait_until_it_answers
from infrastructure.clock import SystemClock
from infrastructure.identity.signed_tokens import SignedTokens
from infrastructure.identity.tokens import Tokens


@cache
def crud(database: Database, seconds: float) -> Outcome:
    """Plays accepted by the CRUD baseline."""
    with tempfile.TemporaryDirectory(prefix="soundboard-crud-") as name:
        folder, port, key = Path(name), free_port(), secrets.token_bytes(32)
        url = database.new_url()
        environment = {
            "DATABASE_URL": (
                make_url(url).set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)
                if url
                else f"sqlite+aiosqlite:///{folder / 'crud.db'}"
            ),
            "TOKEN_KEY": key.hex(),
            "PORT": str(port),
        }
        tokens = Tokens(SignedTokens(key, SystemClock()), timedelta(days=1), SystemClock())
        clients = [
            [Target("POST", f"/play/{sound}", token) for sound in SOUNDS]
            for token, _ in map(tokens.issue, MEMBERS, MEMBERS)
        ]
        with module_running("benchmarks.crud_baseline", folder=folder, environment=environment) as process:
            wait_until_it_answers(process, f"http://127.0.0.1:{port}/health", folder)
            return load(Job(port, clients, seconds))


@cache
def empty(database: Database, seconds: float) -> Outcome:
    """Requests to our own server that do nothing but show a token."""
    with new_board(database) as board, board.running("--no-playback"):
        clients = [[Target("POST", "/benchmark/empty", each.token)] for each in board.members]
        return load(Job(board.port, clients, seconds))
