"""The tour of the doors names every door and every code there is, with the right status."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from fastapi import FastAPI

from api.app import include_all
from api.errors import HTTP_CODES, STATUS
from api.problems import DoorError
from application.errors import ApplicationError
from domain.errors import DomainError
from infrastructure.audio.errors import AudioError
from infrastructure.files.errors import FilesError
from infrastructure.read_store.errors import ReadStoreError
from infrastructure.verifying.runs import VerificationRunningError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")

CODE_ROW = re.compile(r"^\| `(\w+)` \| (\d{3}) \|", re.MULTILINE)
DOOR_ROW = re.compile(r"^\| `([A-Z]+) (/[^`]*)` \|", re.MULTILINE)
CLASS_CODE = re.compile(r'^    code(?:: ClassVar\[str\])? = "(\w+)"$', re.MULTILINE)
PROBLEM = re.compile(r'\bproblem\(\s*(\d{3}), "(\w+)"')

REFUSALS = (
    DoorError,
    DomainError,
    ApplicationError,
    AudioError,
    FilesError,
    ReadStoreError,
    VerificationRunningError,
)


def sources() -> list[str]:
    layers = ("api", "application", "domain", "infrastructure", "projections")
    return [file.read_text(encoding="utf-8") for each in layers for file in (ROOT / each).rglob("*.py")]


def with_subclasses(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for each in kind.__subclasses__():
        yield from with_subclasses(each)


def status_of(refusal: type[Exception]) -> int:
    if issubclass(refusal, DoorError):
        return refusal.status
    return next(STATUS[kind] for kind in refusal.__mro__ if kind in STATUS)


def statuses_by_code() -> dict[str, set[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for refusal in [each for base in REFUSALS for each in with_subclasses(base) if each is not DoorError]:
        found[vars(refusal)["code"]].add(status_of(refusal))
    for status, code in HTTP_CODES.items():
        found[code].add(status)
    for text in sources():
        for status_in_words, code in PROBLEM.findall(text):
            found[code].add(int(status_in_words))
    return found


def test_every_code_is_on_the_page_with_its_status() -> None:
    written = {code: {int(status)} for code, status in CODE_ROW.findall(PAGE)}
    assert written == statuses_by_code()


def test_no_class_has_a_code_that_was_not_looked_at() -> None:
    assert {code for text in sources() for code in CLASS_CODE.findall(text)} <= statuses_by_code().keys()


def test_codes_are_in_the_order_of_the_alphabet() -> None:
    codes = [code for code, _ in CODE_ROW.findall(PAGE)]
    assert codes == sorted(set(codes))


def test_every_door_is_on_the_page() -> None:
    app = FastAPI()
    include_all(app)
    doors = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    assert set(DOOR_ROW.findall(PAGE)) == doors
