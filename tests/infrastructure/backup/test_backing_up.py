"""A backup is the board of one moment, in one file that only its owner may read."""

import os
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from infrastructure.backup.errors import NoBoardError
from infrastructure.backup.log_snapshot import KEPT, LEFT_OUT, log_snapshot
from infrastructure.backup.making import make_backup
from infrastructure.data_folder import DataFolder
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.tables import OF_PEOPLE, credentials, events, metadata
from infrastructure.new_file import FileInTheWayError
from infrastructure.rewriting import rewrite
from tests.infrastructure.backup.small_board import (
    SmallBoard,
    files_in,
    nobody_looks,
    restored,
    rows_of,
    settings_of,
)
from tests.support.log import Log


def test_what_was_in_one_database_is_in_another_of_the_other_kind(
    board: SmallBoard, urls: tuple[str, str], tmp_path: Path
) -> None:
    board.lived_in()
    file, manifest = board.backup()
    there = settings_of(tmp_path / "elsewhere", urls[1])
    restored(file, there)
    store = LogStore(there.log_database_url)
    assert rows_of(store) == board.rows()
    assert manifest.position == store.last_position() == board.store.last_position()
    assert files_in(there.originals_dir) == files_in(board.settings.originals_dir)
    [here, copy] = (each.originals_dir / "soundboard/horn.wav" for each in (board.settings, there))
    assert copy.stat().st_mtime_ns == here.stat().st_mtime_ns, "A scan would look into it again."
    for key in ("email.key", "reports.key"):
        assert (there.secrets_dir / key).read_bytes() == (board.settings.secrets_dir / key).read_bytes()
        assert (there.secrets_dir / key).stat().st_mode & 0o777 == 0o600
    assert not (there.secrets_dir / "tokens.key").exists()
    Log(store).sound()
    assert store.last_position() == manifest.position + 1
    store.close()


def test_of_each_table_it_is_decided_whether_it_is_in_backups() -> None:
    assert {*KEPT, *LEFT_OUT} == {*metadata.tables.values()}


def test_what_comes_after_its_moment_is_not_in_it_and_waits_for_nothing(board: SmallBoard) -> None:
    """Also not when tables of people are written anew, as when somebody leaves."""
    person, end = board.person(), board.log.store.last_position()
    with log_snapshot(board.settings.log_database_url) as snapshot:
        with snapshot.people_let_go():
            [[credential]] = snapshot.pages(credentials)
        board.log.member("Bert")
        rewrite(board.store.writing, [table.name for table in OF_PEOPLE])
        found = [row.position for page in snapshot.pages(events) for row in page]
    assert credential.user_id == person
    assert found[-1] == end < board.store.last_position()
    with board.store.reading.connect() as connection:
        assert len(connection.execute(select(credentials)).all()) == 1


def test_only_its_owner_may_read_it(on_sqlite: SmallBoard) -> None:
    before = os.umask(0)
    try:
        file, _ = on_sqlite.backup()
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_not_written_over_unasked(on_sqlite: SmallBoard) -> None:
    file, _ = on_sqlite.backup()
    before = file.read_bytes()
    on_sqlite.log.sound()
    with pytest.raises(FileInTheWayError):
        make_backup(on_sqlite.settings, file, on_progress=nobody_looks)
    assert file.read_bytes() == before


def test_one_that_fails_leaves_nothing_and_one_that_was_killed_is_no_obstacle(
    on_sqlite: SmallBoard, tmp_path: Path
) -> None:
    (on_sqlite.settings.secrets_dir / "email.key").rename(tmp_path / "kept.key")
    with pytest.raises(NoBoardError, match=r"email\.key"):
        on_sqlite.backup()
    assert list(on_sqlite.folder.glob("backup.zip*")) == []
    (tmp_path / "kept.key").rename(on_sqlite.settings.secrets_dir / "email.key")
    (on_sqlite.folder / "backup.zip.soundboard-part").write_bytes(b"cut short" * 100_000)
    file, _ = on_sqlite.backup()
    assert zipfile.is_zipfile(file)
    assert list(on_sqlite.folder.glob("*part")) == []


def test_where_there_is_no_board_nothing_is_made(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with pytest.raises(NoBoardError):
        make_backup(settings, tmp_path / "backup.zip", on_progress=nobody_looks)
    assert list(tmp_path.iterdir()) == []


def test_half_a_restore_is_not_backed_up(on_sqlite: SmallBoard) -> None:
    with DataFolder(on_sqlite.settings.data_dir) as folder:
        folder.mark_unfinished()
    with pytest.raises(NoBoardError, match="cut short"):
        on_sqlite.backup()
