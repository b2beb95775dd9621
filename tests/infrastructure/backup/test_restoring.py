"""A restore puts a board where none is, or leaves everything as it was."""

import json
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from infrastructure.backup.errors import InvalidBackupError, NewerBackupError, NotEmptyError
from infrastructure.data_folder import DataFolder, UnfinishedRestoreError
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.tables import snapshots
from infrastructure.seals.chain import Chain
from infrastructure.seals.seal_table import SealTable
from infrastructure.seals.stored_events import StoredEvents
from infrastructure.verifying.faults import Faults
from tests.infrastructure.backup.small_board import SmallBoard, files_in, restored, rows_of, settings_of
from tests.support.aggregates import ANNA
from tests.support.postgresql import PostgresqlServer

Manifest = dict[str, Any]

GOLDEN = Path(__file__).with_name("golden") / "form-1.zip"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SmallBoard, Path]]:
    """A board, and a backup of it."""
    board = SmallBoard(tmp_path_factory.mktemp("kept") / "board").lived_in()
    yield board, board.backup()[0]
    board.close()


def with_manifest(file: Path, to: Path, change: Callable[[Manifest], None]) -> Path:
    """Another manifest, and all else as it was."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                change(manifest)
                content = json.dumps(manifest).encode()
            new.writestr(name, content)
    return to


def is_refused(file: Path, folder: Path, why: type[Exception] = InvalidBackupError) -> str:
    """Its reason; nothing is there afterwards."""
    settings = settings_of(folder)
    with pytest.raises(why) as refused:
        restored(file, settings)
    assert files_in(folder) == {}
    with DataFolder(settings.data_dir):
        """Whoever likes may begin a board there."""
    return str(refused.value)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.999])
def test_a_backup_that_was_cut_off_is_refused(
    kept: tuple[SmallBoard, Path], tmp_path: Path, share: float
) -> None:
    _, file = kept
    content = file.read_bytes()
    (tmp_path / "short.zip").write_bytes(content[: int(share * len(content))])
    assert "cut off" in is_refused(tmp_path / "short.zip", tmp_path / "there")


def restored_or_refused(file: Path, there: Path, board: SmallBoard) -> bool:
    """Whether it was refused. What is restored is right."""
    shutil.rmtree(there, ignore_errors=True)
    settings = settings_of(there)
    try:
        restored(file, settings)
    except InvalidBackupError:
        assert files_in(there) == {}
        return True
    store = LogStore(settings.log_database_url)
    assert rows_of(store) == board.rows()
    store.close()
    assert files_in(settings.originals_dir) == files_in(board.settings.originals_dir)
    return False


@pytest.mark.parametrize("tries", [10, pytest.param(2_000, marks=pytest.mark.campaign)])
@pytest.mark.timeout(3_600)
def test_a_byte_that_changed_is_found_or_makes_no_difference(
    kept: tuple[SmallBoard, Path], tmp_path: Path, tries: int
) -> None:
    board, file = kept
    content = file.read_bytes()
    random_ = random.Random(tries)  # noqa: S311 - which byte is no secret
    refused = 0
    for _ in range(tries):
        at = random_.randrange(len(content))
        changed = content[at] ^ (1 << random_.randrange(8))
        (tmp_path / "bad.zip").write_bytes(content[:at] + bytes([changed]) + content[at + 1 :])
        refused += restored_or_refused(tmp_path / "bad.zip", tmp_path / "there", board)
    assert refused > tries / 2


def test_each_part_is_held_against_its_hash(kept: tuple[SmallBoard, Path], tmp_path: Path) -> None:
    """Also where the archive itself sees nothing wrong."""
    _, file = kept
    with zipfile.ZipFile(file) as old:
        names = set(old.namelist()) - {"manifest.json"}
        for changed in sorted(names):
            with zipfile.ZipFile(tmp_path / "bad.zip", "w") as new:
                for name in old.namelist():
                    new.writestr(name, old.read(name) + (b"\n" if name == changed else b""))
            assert changed in is_refused(tmp_path / "bad.zip", tmp_path / "there")
    assert len(names) == 8 + 2 + 1


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8 a picture")
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as other:
        other.writestr("picture.jpg", b"\xff\xd8")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("manifest.json", json.dumps({"name": "a web page"}))
    for name in ("holiday.jpg", "holiday.zip", "other.zip"):
        assert is_refused(tmp_path / name, tmp_path / "there")


def sets(**values: object) -> Callable[[Manifest], None]:
    return lambda manifest: manifest.update(values)


def names_sound(path: str) -> Callable[[Manifest], None]:
    return lambda manifest: manifest["sounds"][0].update(path=path)


def names_secret(file: str) -> Callable[[Manifest], None]:
    return lambda manifest: manifest["secrets"][0].update(file=file)


def names_table(name: str) -> Callable[[Manifest], None]:
    return lambda manifest: manifest["tables"][0].update(table=name)


def drops_a_row(manifest: Manifest) -> None:
    manifest["tables"][-1]["rows"] += 1


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sets(format_version=2), NewerBackupError),
        (sets(revision="9999"), NewerBackupError),
        (sets(revision="../0001"), NewerBackupError),
        (sets(position=7), InvalidBackupError),
        (names_sound("../../../etc/cron.d/evil"), InvalidBackupError),
        (names_sound("/etc/cron.d/evil"), InvalidBackupError),
        (names_sound("nul\0l"), InvalidBackupError),
        (names_sound(""), InvalidBackupError),
        (names_secret("../log.db"), InvalidBackupError),
        (names_secret(".."), InvalidBackupError),
        (names_table("alembic_version"), InvalidBackupError),
        (names_table("events; --"), InvalidBackupError),
        (drops_a_row, InvalidBackupError),
    ],
)
def test_a_manifest_is_believed_only_where_it_makes_sense(
    kept: tuple[SmallBoard, Path],
    tmp_path: Path,
    change: Callable[[Manifest], None],
    why: type[InvalidBackupError],
) -> None:
    is_refused(with_manifest(kept[1], tmp_path / "bad.zip", change), tmp_path / "there", why)


@pytest.mark.parametrize(
    "path",
    ["data/log.db", "data/read.db", "data/secrets/tokens.key", "sounds/originals/soundboard/a.wav"],
)
def test_nothing_is_written_over(kept: tuple[SmallBoard, Path], tmp_path: Path, path: str) -> None:
    there = tmp_path / path
    there.parent.mkdir(parents=True)
    there.write_bytes(b"of somebody else")
    with pytest.raises(NotEmptyError):
        restored(kept[1], settings_of(tmp_path))
    assert files_in(tmp_path) == {path: b"of somebody else"}


def test_a_database_in_which_a_board_is_stays_as_it_is(
    board: SmallBoard, kept: tuple[SmallBoard, Path], tmp_path: Path
) -> None:
    board.log.sound()
    before = board.rows()
    if board.url:
        with pytest.raises(NotEmptyError, match="soundboard_log"):
            restored(kept[1], settings_of(tmp_path / "there", board.url))
    else:
        with pytest.raises(NotEmptyError, match=r"log\.db"):
            restored(kept[1], board.settings)
    assert board.rows() == before


def test_a_bad_backup_leaves_postgresql_empty_for_a_good_one(
    kept: tuple[SmallBoard, Path], tmp_path: Path, postgresql: PostgresqlServer
) -> None:
    url = postgresql.create_database()
    bad = with_manifest(kept[1], tmp_path / "bad.zip", drops_a_row)
    there = settings_of(tmp_path / "there", url)
    with pytest.raises(InvalidBackupError):
        restored(bad, there)
    assert files_in(tmp_path / "there") == {}
    restored(kept[1], there)
    store = LogStore(url)
    assert rows_of(store) == kept[0].rows()
    store.close()


def test_tables_of_an_older_program_are_brought_up_to_date(on_sqlite: SmallBoard, tmp_path: Path) -> None:
    """Snapshots from before 0006 are thrown away."""
    old = {"originator_id": ANNA, "originator_version": 100, "topic": "credit_ledger", "state": b"{}"}
    with on_sqlite.store.writing.transaction() as connection:
        connection.execute(insert(snapshots), old)
    file, _ = on_sqlite.backup()
    there = settings_of(tmp_path / "there")
    restored(with_manifest(file, tmp_path / "old.zip", sets(revision="0005")), there)
    store = LogStore(there.log_database_url)
    with store.reading.connect() as connection:
        assert connection.execute(select(snapshots)).all() == []
    store.close()


def test_no_server_opens_what_is_not_finished(tmp_path: Path) -> None:
    with DataFolder(tmp_path, is_for_restoring=True) as folder:
        folder.mark_unfinished()
    with pytest.raises(UnfinishedRestoreError, match="soundboard restore"), DataFolder(tmp_path):
        pass
    with DataFolder(tmp_path, is_for_restoring=True) as folder:
        folder.mark_finished()
    with DataFolder(tmp_path):
        assert not folder.is_unfinished


def test_backups_of_the_first_form_are_restored_for_ever(tmp_path: Path) -> None:
    """`golden/form-1.zip` is what the first program that made backups made of a small board."""
    there = settings_of(tmp_path)
    restored(GOLDEN, there)
    assert files_in(there.originals_dir) == {"soundboard/horn.wav": b"horn" * 100}
    store = LogStore(there.log_database_url)
    found = {name: len(rows) for name, rows in rows_of(store).items()}
    assert found["events"] == store.last_position() == 9
    assert (found["seals"], found["credentials"], found["personal_keys"]) == (1, 1, 1)
    stored, seals = StoredEvents(store.reading), SealTable(store.writing, store.reading)
    faults = Faults()
    assert Chain(stored, seals).verify(faults).events == 9
    assert faults.told() == []
    store.close()
