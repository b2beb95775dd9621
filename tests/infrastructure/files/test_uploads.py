"""A file becomes a sound once, or leaves nothing."""

import io
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from application.command import Envelope, envelope, from_system
from application.errors import IdempotencyKeyReusedError
from application.sounds.commands import MarkSoundMissing, RegisterSound, TrashSound
from domain.errors import InvalidTitleError
from domain.identifiers import SYSTEM_ID
from domain.recording import Recording
from domain.sound import Sound
from domain.values import SoundType
from infrastructure.container import Container
from infrastructure.files.errors import FileTooLargeError, NoRoomError, NotASoundError, SoundThereError
from infrastructure.files.incoming_file import IncomingFile
from infrastructure.files.upload_form import Received
from infrastructure.files.uploads import LEFT_BEHIND_SECONDS, BroughtIn
from tests.support.aggregates import ANNA
from tests.support.sound_bytes import noise

seeds = count(1)

BringIn = Callable[..., BroughtIn]


def received(folder: Path, content: bytes, name: str = "my_horn.wav", title: str = "") -> Received:
    file = IncomingFile(folder, name, bytes_max=1_000_000)
    file.write(content)
    file.finish()
    return Received(file, title)


@pytest.fixture
def bring_in(parts: Container, incoming: Path) -> Iterator[BringIn]:
    """As the door does it: what is not taken is thrown away afterwards."""

    def bring(content: bytes, *, sound_id: UUID | None = None, **more: str) -> BroughtIn:
        file = received(incoming, content, **more)
        try:
            return parts.uploads.bring_in(file, sound_id or uuid4(), given_by())
        finally:
            file.file.discard()

    of_others = files_of(parts) ^ paths_of_sounds(parts)
    yield bring
    assert list(incoming.iterdir()) == []
    assert notes_of(parts) == []
    assert files_of(parts) ^ paths_of_sounds(parts) == of_others


def notes_of(parts: Container) -> list[Path]:
    return list((parts.settings.sounds_dir / "placing").glob("*"))


def given_by() -> Envelope:
    return envelope(ANNA, "a key")


def files_of(parts: Container) -> set[str]:
    originals = parts.settings.originals_dir
    return {each.relative_to(originals).as_posix() for each in originals.rglob("*") if each.is_file()}


def paths_of_sounds(parts: Container) -> set[str]:
    found = parts.log_pages.after(0).all()
    ids = {each.event.originator_id for each in found if isinstance(each.event, Sound.Registered)}
    return {parts.soundboard.load(Sound, id).path for id in ids}


def test_a_file_becomes_a_sound_with_a_name_of_ours(parts: Container, bring_in: BringIn) -> None:
    content = noise(next(seeds))
    brought_in = bring_in(content, name="C:\\horns\\my_horn.mp3")
    sound = parts.soundboard.load(Sound, brought_in.sound_id)
    assert (sound.title, sound.sound_type, sound.file_ms) == ("my horn", SoundType.SOUNDBOARD, 100)
    assert sound.path == f"soundboard/{sound.id}.wav"
    file = parts.settings.originals_dir / sound.path
    assert file.read_bytes() == content
    assert file.stat().st_mtime_ns == sound.modified_ns
    [registered] = [each for each in parts.log_pages.after(0).all() if each.event.originator_id == sound.id]
    assert vars(registered.event)["original_name"] == "my_horn.mp3"
    assert vars(registered.event)["registered_by"] == ANNA


def test_the_same_again_under_the_same_id_is_the_same_sound(bring_in: BringIn) -> None:
    sound_id, content = uuid4(), noise(next(seeds))
    first = bring_in(content, sound_id=sound_id)
    second = bring_in(content, sound_id=sound_id)
    assert (first.sound_id, first.title, first.sha256) == (second.sound_id, second.title, second.sha256)
    with pytest.raises(IdempotencyKeyReusedError):
        bring_in(noise(next(seeds)), sound_id=sound_id)


def test_content_that_is_there_is_named_also_from_the_trash(parts: Container, bring_in: BringIn) -> None:
    content = noise(next(seeds))
    there = bring_in(content, title="Horn")
    with pytest.raises(SoundThereError, match="“Horn”") as refusal:
        bring_in(content)
    assert (refusal.value.sound_id, refusal.value.is_trashed) == (there.sound_id, False)
    parts.executor.run(TrashSound(there.sound_id), from_system())
    with pytest.raises(SoundThereError, match="in the trash") as refusal:
        bring_in(content)
    assert (refusal.value.sound_id, refusal.value.is_trashed) == (there.sound_id, True)


def test_a_sound_whose_file_is_gone_is_back_when_somebody_brings_it(
    parts: Container, bring_in: BringIn
) -> None:
    content = noise(next(seeds))
    lost = bring_in(content, title="Lost")
    (parts.settings.originals_dir / parts.soundboard.load(Sound, lost.sound_id).path).unlink()
    parts.executor.run(MarkSoundMissing(lost.sound_id), from_system())
    found = bring_in(content, name="found.wav")
    assert (found.sound_id, found.title, found.is_back) == (lost.sound_id, "Lost", True)
    sound = parts.soundboard.load(Sound, lost.sound_id)
    assert not sound.is_missing
    assert (parts.settings.originals_dir / sound.path).read_bytes() == content
    with pytest.raises(SoundThereError):
        bring_in(content)


def test_what_is_refused_leaves_nothing(bring_in: BringIn) -> None:
    with pytest.raises(NotASoundError, match="It is empty"):
        bring_in(b"")
    with pytest.raises(NotASoundError, match="not a sound file"):
        bring_in(b"words")
    with pytest.raises(FileTooLargeError):
        bring_in(bytes(1_000_001))
    with pytest.raises(InvalidTitleError):
        bring_in(noise(next(seeds)), title="two\nlines")


def test_of_four_who_bring_the_same_at_once_one_makes_the_sound(bring_in: BringIn) -> None:
    content = noise(next(seeds))

    def bring(_: int) -> BroughtIn | SoundThereError:
        try:
            return bring_in(content)
        except SoundThereError as refusal:
            return refusal

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(bring, range(4)))
    [made] = [each for each in outcomes if isinstance(each, BroughtIn)]
    assert {each.sound_id for each in outcomes} == {made.sound_id}


def test_a_scan_that_is_quicker_keeps_the_file(parts: Container, incoming: Path) -> None:
    """In the moment between the file and its events."""
    content = noise(next(seeds))
    file = received(incoming, content)
    sound_id = uuid4()
    path = f"soundboard/{sound_id}.wav"
    with parts.uploads.placing.placed(file.file.path, path, sound_id):
        found = RegisterSound(
            sound_id=uuid4(),
            sound_type=SoundType.SOUNDBOARD,
            title="by a scan",
            path=path,
            recording=Recording(len(content), 100, file.file.sha256),
            original_name="by a scan",
            by=SYSTEM_ID,
        )
        parts.executor.run(found, from_system())
    assert (parts.settings.originals_dir / path).read_bytes() == content
    assert path in paths_of_sounds(parts)
    assert list(incoming.iterdir()) == []
    assert notes_of(parts) == []


def test_what_was_cut_off_is_cleared_up_and_what_comes_in_is_not(parts: Container, incoming: Path) -> None:
    old, new = received(incoming, b"old"), received(incoming, b"new")
    long_ago = new.file.path.stat().st_mtime - LEFT_BEHIND_SECONDS
    os.utime(old.file.path, (long_ago, long_ago))
    parts.uploads.clear_up_old()
    assert list(incoming.iterdir()) == [new.file.path]
    parts.uploads.clear_up()
    assert list(incoming.iterdir()) == []


def test_a_file_that_is_named_by_an_id_is_nobodys_to_remove(parts: Container) -> None:
    exported = parts.settings.originals_dir / "soundboard" / f"{uuid4()}.wav"
    exported.write_bytes(b"of another program")
    parts.uploads.clear_up()
    assert exported.exists()
    exported.unlink()


def test_a_disk_that_is_full_is_told(incoming: Path) -> None:
    file = IncomingFile(incoming, "horn.wav", bytes_max=1_000_000)
    with io.FileIO("/dev/full", "w") as full:
        os.dup2(full.fileno(), file._file.fileno())  # noqa: SLF001 - a disk that is full, to this file alone
    with pytest.raises(NoRoomError, match="No space left"):
        file.write(noise(next(seeds)))
    file.discard()
    assert list(incoming.iterdir()) == []
