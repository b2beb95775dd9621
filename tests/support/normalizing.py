"""Sounds that are brought in without a scan, and what has become of their files."""

from pathlib import Path
from uuid import UUID, uuid4

from application.command import from_system
from application.library.commands import StartNormalizing
from application.sounds.commands import RegisterSound
from domain.identifiers import LIBRARY_ID, SYSTEM_ID
from domain.recording import Recording
from domain.sound import Sound
from domain.sound_library import SoundLibrary
from domain.values import SoundType
from infrastructure.container import Container
from infrastructure.library.sound_folders import FOLDERS, sha256_of
from projections.normalizing.queries import BatchReport, batch
from tests.support.board import wait_for
from tests.support.hearing import write_tone

SECONDS_MAX = 60.0
LENGTH_MS = 600


def bring_in(
    container: Container,
    name: str,
    *,
    content: bytes | None = None,
    length_ms: int = LENGTH_MS,
    sound_type: SoundType = SoundType.SOUNDBOARD,
) -> UUID:
    """A tone of its own, or what else there should be in the file."""
    path = f"{FOLDERS[sound_type]}/{name}.wav"
    file = container.settings.originals_dir / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if content is None:
        write_tone(file, hertz=300 + sum(map(ord, name)), seconds=LENGTH_MS / 1000)
    else:
        file.write_bytes(content)
    recording = Recording(file.stat().st_size, length_ms, sha256_of(file))
    sound_id = uuid4()
    container.executor.run(
        RegisterSound(sound_id, sound_type, name, path, recording, file.name, SYSTEM_ID), from_system()
    )
    return sound_id


def sound(container: Container, sound_id: UUID) -> Sound:
    return container.soundboard.load(Sound, sound_id)


def normalized(container: Container, sound_id: UUID, *, instead_of: str = "") -> Sound:
    """The sound, once it is; instead of a result from before."""
    done: Sound = wait_for(
        lambda: sound(container, sound_id),
        lambda now: now.normalized_path not in ("", instead_of),
        seconds_max=SECONDS_MAX,
    )
    return done


def normalize_all(container: Container, *, is_forced: bool = False, sound_type: str = "") -> BatchReport:
    """The report, once there is one."""
    batch_id = uuid4()
    command = StartNormalizing(batch_id, sound_type, is_forced, None)
    container.executor.run(command, from_system())
    return report_on(container, batch_id)


def report_on(container: Container, batch_id: UUID) -> BatchReport:
    found: BatchReport = wait_for(
        lambda: container.queries.run(batch, batch_id),
        lambda report: report is not None and report.state != "running",
        seconds_max=SECONDS_MAX,
    )
    return found


def is_batch_running(container: Container) -> bool:
    return container.soundboard.load(SoundLibrary, LIBRARY_ID).running_batch is not None


def made_files(container: Container) -> set[str]:
    """Below the folder of what is normalised."""
    folder = container.settings.sounds_dir / "normalized"
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def drafts(container: Container) -> list[Path]:
    return list((container.settings.sounds_dir / "temp").glob("*"))
