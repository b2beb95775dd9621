"""The list of who was erased outlives whatever happens while it is written."""

from pathlib import Path
from uuid import uuid4

import pytest

from infrastructure.backup.erased_people import ErasedPeople
from infrastructure.backup.errors import BackupError
from tests.support.aggregates import ANNA, BERT


def test_everybody_is_in_it_once_in_the_order_in_which_they_left(tmp_path: Path) -> None:
    people = ErasedPeople.of(tmp_path)
    assert people.all() == []
    people.add([BERT, ANNA, BERT])
    people.add([ANNA])
    assert people.all() == [BERT, ANNA]
    assert (tmp_path / "erased-people").stat().st_mode & 0o777 == 0o600


def test_a_line_that_was_cut_short_is_written_over(tmp_path: Path) -> None:
    people, file = ErasedPeople.of(tmp_path), tmp_path / "erased-people"
    people.add([ANNA])
    with file.open("a") as list_:
        list_.write(str(uuid4())[:20])
    assert people.all() == [ANNA]
    people.add([BERT])
    assert people.all() == [ANNA, BERT]


def test_what_is_no_such_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.csv").write_text("name,address\nAnna,anna@example.org\n")
    with pytest.raises(BackupError, match=r"some\.csv"):
        ErasedPeople(tmp_path / "some.csv").all()
    with pytest.raises(BackupError):
        ErasedPeople(tmp_path / "nothing.csv").given()


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\n\n"])
def test_a_list_that_is_given_is_read_to_its_end(tmp_path: Path, end: str) -> None:
    (tmp_path / "list").write_bytes(f"{ANNA}\n{BERT}{end}".encode())
    assert ErasedPeople(tmp_path / "list").given() == [ANNA, BERT]


@pytest.mark.parametrize("last", [str(BERT)[:20], f"{str(BERT)[:-1]}\n", f"{BERT}{ANNA}", "Bert"])
def test_half_a_line_of_a_list_that_is_given_is_named(tmp_path: Path, last: str) -> None:
    """Whoever it meant would be back."""
    (tmp_path / "list").write_text(f"{ANNA}\n{last}")
    with pytest.raises(BackupError, match=f"line 2, '{last.strip()}', is no id"):
        ErasedPeople(tmp_path / "list").given()
