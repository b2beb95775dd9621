"""What is secret, and who somebody is, appears nowhere but where it must: canaries go through every door."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import create_engine, text
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from api.middleware import NO_DOOR
from domain.identifiers import OPERATOR_ID
from infrastructure.clock import SystemClock
from infrastructure.identity.one_time_links import OneTimeLinks
from infrastructure.identity.signed_tokens import SignedTokens
from tests.conftest import DATABASES
from tests.support import plain_http
from tests.support.board import Board, Person, children_of, running_board, wait_for
from tests.support.postgresql import PostgresqlServer
from tests.support.traces import files_below, spellings, traces

METHODS = ("get", "post", "put", "patch", "delete")


class Canaries:
    """Each is nowhere else in the world."""

    def __init__(self) -> None:
        self.password = f"canary-password-{uuid4().hex}"
        self.next_password = f"canary-other-password-{uuid4().hex}"
        self.wrong = f"canary-wrong-{uuid4().hex}"
        self.database_password = f"canary-database-{uuid4().hex}"
        self.query = f"canary-query-{uuid4().hex}"
        self.email = f"canary-{uuid4().hex}@board.example"
        self.name = f"Canary {uuid4().hex[:20]}"
        self.device = f"canary-device-{uuid4().hex}"
        self.reason = f"canary-reason-{uuid4().hex}"
        self.links: dict[str, str] = {}
        self.tokens: dict[str, str] = {}

    @property
    def secrets(self) -> dict[str, str]:
        return {
            "password": self.password,
            "next password": self.next_password,
            "wrong password": self.wrong,
            "database password": self.database_password,
            "query": self.query,
            **self.links,
            **self.tokens,
        }

    @property
    def everything(self) -> dict[str, str]:
        said = {"email": self.email, "name": self.name, "device": self.device, "reason": self.reason}
        return self.secrets | said


class Run:
    """A board, and somebody who has tried every door with what is secret."""

    def __init__(self, board: Board, canaries: Canaries, tables: Path | None, url: str) -> None:
        self.board = board
        self.canaries = canaries
        self._tables = tables
        self._url = url
        self.refusals: list[str] = []
        self.frames: list[str] = []
        self.http = plain_http.client(base_url=board.url, headers={"User-Agent": canaries.device})

    def everything(self) -> None:
        ben = self.board.member()
        with self.board.listen(ben) as line:
            self._come_and_go()
            self._be_the_host()
            self._knock_at_every_door()
            self._knock_at_the_stream()
            self.board.admin().verified()
            self.frames = list(heard(line))

    def logs(self) -> list[Path]:
        return [*files_below(self.board.folder / "logs"), self.board.folder / "output.txt"]

    def stores(self) -> list[Path]:
        files = files_below(self.board.folder / "data")
        if self._tables is not None:
            engine = create_engine(
                self._url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
            )
            with engine.connect() as connection:
                connection.execute(text("CHECKPOINT"))
            engine.dispose()
            files += files_below(self._tables)
        return files

    def _come_and_go(self) -> None:
        """What is right, and answered with tokens."""
        canaries, http = self.canaries, self.http
        links = OneTimeLinks(
            SignedTokens((self.board.folder / "data/secrets/tokens.key").read_bytes(), SystemClock())
        )
        canaries.links["invitation"] = links.invitation(uuid4(), OPERATOR_ID).token
        new = {
            "name": canaries.name,
            "email": canaries.email,
            "password": canaries.password,
            "invitation": canaries.links["invitation"],
        }
        user_id = self._send("post", "/auth/register", new).json()["user_id"]
        self._send("post", "/auth/register", new)
        canaries.links["reset"] = links.reset(user_id, 0, OPERATOR_ID).token
        reset = {"token": canaries.links["reset"], "password": canaries.next_password}
        assert self._send("post", "/auth/password/reset", reset).status_code == 204
        self._send("post", "/auth/password/reset", reset)
        login = {"email": canaries.email, "password": canaries.next_password}
        granted = self._send("post", "/auth/login", login).json()
        self._keep(granted)
        refreshed = self._send("post", "/auth/refresh", {"refresh_token": granted["refresh_token"]}).json()
        canaries.tokens |= {f"second {each}": refreshed[each] for each in ("access_token", "refresh_token")}
        http.headers["Authorization"] = f"Bearer {refreshed['access_token']}"
        wait_for(lambda: http.get("/auth/me").status_code, lambda status: status == 200)
        token = self._send("post", "/auth/tokens", {"name": "deck", "scopes": ["read", "play"]}).json()
        canaries.tokens["api token"] = token["token"]
        canaries.tokens["api token's secret"] = token["token"].split("_", 2)[2]
        change = {"old": canaries.wrong, "new": canaries.password}
        self._send("post", "/auth/me/password", change)
        self._send("post", "/auth/me/password", change | {"old": canaries.next_password})
        self._send("get", "/plays", headers={"Authorization": f"Bearer {canaries.tokens['api token']}"})
        for typed in (canaries.email, canaries.password):
            self._send("get", f"/{typed}")
            self._send("get", f"/auth/{typed}/authorize")

    def _keep(self, granted: dict[str, Any]) -> None:
        self.canaries.tokens |= {each: granted[each] for each in ("access_token", "refresh_token")}

    def _knock_at_every_door(self) -> None:
        """With secrets where they do not belong, and nobody, a stranger and a member at the door."""
        secrets = self.canaries.secrets
        bodies: list[Any] = [
            dict.fromkeys(FIELDS, secret) for secret in (secrets["wrong password"], secrets["reset"])
        ]
        bodies += [[secrets["password"]], secrets["password"], None]
        who = [
            {},
            {"Authorization": f"Bearer {secrets['access_token']}x"},
            {"Authorization": f"Bearer {secrets['api token']}x"},
            {"Authorization": f"Basic {secrets['password']}"},
            {"Cookie": f"soundboard_access={secrets['access_token']}x; soundboard_refresh=x"},
        ]
        host = {"Authorization": f"Bearer {self.board.admin().token}"}
        for method, path, needs, fields in self._doors():
            for body in bodies:
                self._send(method, path, body)
            for headers in who:
                self._send(method, path, bodies[0], headers={"Authorization": "", **headers})
            if needs == "admin":
                reason = self.canaries.reason
                for body in (*bodies, dict.fromkeys(fields, reason), {"reason": reason}):
                    answer = self._send(method, path, body, host, reason=reason, search=reason)
                    assert answer.status_code not in (401, 403), answer.text

    def _doors(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Methods, paths, needs and the fields that are asked for."""
        described = self.http.get(self.board.url.replace("/v1", "/openapi.json")).json()
        for path, methods in described["paths"].items():
            within = re.sub(r"\{\w+\}", str(uuid4()), path.removeprefix("/api/v1"))
            for method, door in methods.items():
                if method in METHODS and within not in ENDING:
                    body = re.search(r"schemas/(\w+)", str(door.get("requestBody")))
                    schema = described["components"]["schemas"][body[1]] if body else {}
                    yield method, within, door["x-needs"], list(schema.get("properties", {}))

    def _be_the_host(self) -> None:
        """What is right, and answered with links that let people in."""
        canaries, host = self.canaries, {"Authorization": f"Bearer {self.board.admin().token}"}
        new = {"name": canaries.name, "email": f"new-{canaries.email}", "password": canaries.password}
        user_id = self._send("post", "/admin/users/", new, host).json()["user_id"]
        why = {"reason": canaries.reason}
        for door, body in (("credits/grant", {"amount": 1}), ("disable", {}), ("enable", {})):
            done = self._send("post", f"/admin/users/{user_id}/{door}", why | body, host)
            assert done.is_success, done.text
        offered = self._send("post", f"/admin/users/{user_id}/password-reset", why, host).json()
        invited = self._send("post", "/admin/invitations", why, host).json()
        canaries.links |= {"offered": offered["token"], "invited": invited["invitation"]}

    def _knock_at_the_stream(self) -> None:
        secrets = self.canaries.secrets
        url = self.board.url.replace("http", "ws") + f"/events?token={secrets['query']}"
        for headers in ({}, {"Authorization": f"Bearer {secrets['access_token']}x"}):
            with pytest.raises(InvalidStatus):
                connect(url, additional_headers=headers, proxy=None)

    def _send(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, **query: str
    ) -> httpx.Response:
        asked = {"token": self.canaries.query, **query}
        answer = self.http.request(method, path, json=body, headers=headers, params=asked)
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            self.refusals.append(answer.text + str(answer.headers))
        return answer


FIELDS = (
    "name",
    "email",
    "password",
    "old",
    "new",
    "token",
    "refresh_token",
    "invitation",
    "reason",
    "amount",
)

ENDING = ("/sounds/stop", "/sounds/scan", "/auth/logout", "/auth/logout/everywhere")
"""Doors after which the tokens would be good for nothing, or others would notice."""


def heard(line: ClientConnection) -> Iterator[str]:
    try:
        while True:
            yield str(line.recv(timeout=0.5))
    except TimeoutError:
        return


@pytest.fixture(scope="module", params=DATABASES)
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    canaries, tables, url = Canaries(), None, ""
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql")
        url = server.create_database()
        tables = server.folder_of(url)
        url = url.replace("postgres@", f"postgres:{canaries.database_password}@")
    with running_board(
        tmp_path_factory.mktemp("secrets"), url, {"LOG_LEVEL": "DEBUG"}, is_cold=True
    ) as board:
        run = Run(board, canaries, tables, url)
        with run.http:
            run.everything()
            yield run


def test_no_log_has_a_secret_or_says_who_somebody_is(run: Run) -> None:
    wait_for(lambda: "/admin/verify" in (run.board.folder / "logs/app.log").read_text(), bool)
    assert traces(run.canaries.everything, run.logs()) == {}


def test_no_log_has_the_address_of_a_machine(run: Run) -> None:
    assert "127.0.0.1" not in (run.board.folder / "logs/app.log").read_text()


def test_no_store_has_a_secret(run: Run) -> None:
    assert traces(run.canaries.secrets, run.stores()) == {}


def test_the_search_finds_what_is_there(run: Run) -> None:
    assert {"email", "name", "device", "reason"} <= traces(run.canaries.everything, run.stores()).keys()


def test_no_refusal_repeats_what_was_sent(run: Run) -> None:
    said = "\n".join(run.refusals).lower().encode()
    assert len(run.refusals) > 100
    assert [name for name, word in run.canaries.everything.items() if repeats(said, word)] == []


def test_nobody_hears_the_secrets_of_others(run: Run) -> None:
    said = "\n".join(run.frames).lower().encode()
    assert [name for name, word in run.canaries.everything.items() if repeats(said, word)] == []


def repeats(said: bytes, word: str) -> bool:
    return any(each in said for each in spellings(word))


def test_no_process_was_started_with_a_secret(run: Run) -> None:
    processes = [run.board.process_id, *children_of(run.board.process_id)]
    lines = b" ".join(Path(f"/proc/{each}/cmdline").read_bytes() for each in processes).lower()
    assert len(processes) > 1
    assert [name for name, word in run.canaries.everything.items() if repeats(lines, word)] == []


@pytest.mark.parametrize("command", ["serve", "scan", "verify", "rebuild plays", "user list"])
def test_a_command_line_with_a_password_is_refused(tmp_path: Path, command: str) -> None:
    canary = f"canary-{uuid4().hex}"
    url = f"postgresql://anna:{canary}@127.0.0.1:1/board"
    refused = Board(tmp_path).run(*command.split(), "--database-url", url)
    assert refused.returncode == 2
    assert "Set DATABASE_URL instead" in " ".join(re.findall(r"[\w.]+", refused.stderr))
    assert canary not in refused.stdout + refused.stderr
    assert files_below(tmp_path) == []


def test_who_is_added_has_the_password_of_the_standard_input(run: Run) -> None:
    email, canary = f"{uuid4().hex}@board.example", f"canary-{uuid4().hex}"
    new = ("user", "add", email, "--name", "Dora")
    refused = run.board.run(*new, "--password", canary)
    assert (refused.returncode, canary in refused.stdout + refused.stderr) == (2, False)
    done = run.board.run(*new, stdin=f"{canary}\n")
    assert done.returncode == 0, done.stderr
    assert canary not in done.stdout + done.stderr
    assert run.board.sign_in(email, canary).get("/auth/me")["name"] == "Dora"
    assert traces({"password": canary}, [*run.logs(), *run.stores()]) == {}


def test_the_description_of_the_doors_has_no_example_of_a_secret(run: Run) -> None:
    schemas = run.http.get(run.board.url.replace("/v1", "/openapi.json")).json()["components"]["schemas"]
    fields = chain.from_iterable(each.get("properties", {}).items() for each in schemas.values())
    secret = {name: field for name, field in fields if re.search("password|token|secret|^old$|^new$", name)}
    assert {"password", "refresh_token", "access_token", "token"} <= secret.keys()
    for field in secret.values():
        assert not {"example", "examples"} & field.keys()
        assert not field.get("default")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://anna:{}@db/board",
        "postgresql//anna:{}@db/board",
        "postgresql://anna:{}@db:port/board",
        "postgresql://anna:half@{}@db/board",
        "postgresql://anna:{}@127.0.0.1:1/board",
        "{}",
    ],
)
def test_a_start_that_fails_does_not_say_the_password_of_the_database(tmp_path: Path, url: str) -> None:
    canary = f"canary-{uuid4().hex}"
    board = Board(tmp_path, url.format(canary))
    refused = board.run("serve")
    assert refused.returncode == 1
    assert canary not in refused.stdout + refused.stderr
    assert traces({"password": canary}, files_below(tmp_path)) == {}


EVIL = ("\r\n", "\n{}", "\x1b[31m", "\x00", "\u2028", "\u2029", "\x85", "\x9b31m", "\u202e", '"},{"')


def test_one_request_is_one_line_whatever_it_says(run: Run) -> None:
    log = run.board.folder / "logs" / "app.log"
    before, answers = len(request_lines(log, NO_DOOR)), []
    with plain_http.client(base_url=run.board.url) as http:
        for evil in EVIL:
            encoded = "".join(f"%{byte:02x}" for byte in evil.encode())
            harmless = evil.encode().translate(None, b"\r\n\0")
            headers = {b"User-Agent": harmless, b"X-Request-Id": harmless}
            new = {"name": evil, "email": f"{evil}@x.example", "password": evil * 8}
            answers += [
                http.get(f"/evil{encoded}end?{encoded}"),
                http.get("/evil", headers=headers),
                http.post("/evil/register", json=new),
            ]
    taken = [each for each in answers if each.status_code == 404]
    assert {each.status_code for each in answers} <= {400, 404}, (
        "The web server refuses some headers by itself."
    )
    assert len(taken) > 2 * len(EVIL)
    lines = wait_for(lambda: request_lines(log, NO_DOOR), lambda seen: len(seen) >= before + len(taken))
    assert len(lines) == before + len(taken)


def request_lines(log: Path, path: str) -> list[dict[str, Any]]:
    """However a reader tells lines apart, each is a JSON object, and none has control characters."""
    content = log.read_bytes().decode()
    assert content.isascii()
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", content)
    lines = [json.loads(line) for line in content.splitlines()]
    return [each for each in lines if each["event"] == "request" and path in each["path"]]


def test_what_people_call_themselves_breaks_no_line(run: Run, bystander: Person) -> None:
    for evil in EVIL:
        bystander.http.patch("/auth/me", json={"name": f"Eve{evil}"})
        bystander.post("/auth/tokens", {"name": f"deck{evil}", "scopes": ["read"]})
    request_lines(run.board.folder / "logs" / "app.log", "/auth/me")
    assert all("\x1b" not in each for each in run.board.output.splitlines())


@pytest.fixture
def bystander(run: Run) -> Person:
    return run.board.member()
