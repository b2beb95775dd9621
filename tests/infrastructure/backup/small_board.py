"""A board of a few sounds and people, in this process, and copies of it elsewhere."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from domain.recording import Recording
from domain.sound import Sound
from domain.values import SoundType
from infrastructure.backup.archive_reader import opened_archive
from infrastructure.backup.log_snapshot import KEPT
from infrastructure.backup.making import make_backup
from infrastructure.backup.manifest import Manifest
from infrastructure.backup.restoring import Restoration
from infrastructure.clock import SystemClock
from infrastructure.data_folder import DataFolder
from infrastructure.identity.secret_files import load_secrets
from infrastructure.log_store.log_store import LogStore
from infrastructure.log_store.tables import credentials, personal_keys
from infrastructure.seals.seal_table import SealTable
from infrastructure.seals.sealer import Sealer
from infrastructure.seals.stored_events import StoredEvents
from infrastructure.settings import Settings, load_settings
from tests.support.clock import NOON
from tests.support.log import Log


def settings_of(folder: Path, url: str = "") -> Settings:
    return load_settings(data_dir=folder / "data", sounds_dir=folder / "sounds", database_url=url)


def nobody_looks(*_: object) -> None:
    """At bars."""


@dataclass
class SmallBoard:
    folder: Path
    url: str = ""
    log: Log = field(init=False)
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        self.settings = settings_of(self.folder, self.url)
        self.settings.data_dir.mkdir(parents=True)
        load_secrets(self.settings.secrets_dir)
        self.store = LogStore(self.settings.log_database_url)
        self.log = Log(self.store)

    def lived_in(self) -> "SmallBoard":
        """A row of most kinds, also an event that is damaged, and seals."""
        self.log.play(self.sound("horn.wav", b"horn" * 5_000), self.person())
        self.log.append_damaged("play.requested", b"\xff\xfe no text")
        self.seal()
        self.log.sound()  # unsealed, and its file never was
        return self

    def person(self) -> UUID:
        id = self.log.member()
        with self.store.writing.transaction() as connection:
            connection.execute(insert(personal_keys), {"user_id": id, "key": "ab" * 32})
            connection.execute(insert(credentials), {"user_id": id, "password_hash": "$argon2id$…"})
        return id

    def seal(self) -> None:
        stored = StoredEvents(self.store.reading)
        Sealer(stored, SealTable(self.store.writing, self.store.reading), SystemClock()).seal_all()

    def file(self, path: str) -> Path:
        return self.settings.originals_dir / "soundboard" / path

    def sound(self, name: str, content: bytes) -> Sound:
        file = self.file(name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        sound = Sound.register(
            uuid4(),
            sound_type=SoundType.SOUNDBOARD,
            title=name,
            path=f"soundboard/{name}",
            recording=_recording(content),
            original_name=name,
            by=uuid4(),
            at=NOON,
        )
        self.log.append(sound)
        return sound

    def backup(self, name: str = "backup.zip") -> tuple[Path, Manifest]:
        file = self.folder / name
        return file, make_backup(self.settings, file, force=True, on_progress=nobody_looks)

    def rows(self) -> dict[str, Sequence[Any]]:
        return rows_of(self.store)

    def close(self) -> None:
        self.store.close()


def _recording(content: bytes) -> Recording:
    return Recording(
        size_bytes=len(content), duration_ms=100, sha256=hashlib.sha256(content).hexdigest(), modified_ns=1
    )


def rows_of(store: LogStore) -> dict[str, Sequence[Any]]:
    """Whatever is kept of a log store, in the order of its keys."""
    with store.reading.connect() as connection:
        queries = {each.name: select(each).order_by(*each.primary_key.columns) for each in KEPT}
        return {name: [tuple(row) for row in connection.execute(query)] for name, query in queries.items()}


def restored(file: Path, settings: Settings) -> None:
    """As far as the board is in its place; read models are somebody else's business."""
    with (
        opened_archive(file) as archive,
        DataFolder(settings.data_dir, is_for_restoring=True) as folder,
    ):
        Restoration(settings, folder, nobody_looks).restore(archive)
        folder.mark_finished()


def files_in(folder: Path) -> dict[str, bytes]:
    """But for the lock."""
    found = (each for each in folder.rglob("*") if each.is_file() and each.name != "server.lock")
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in found}
