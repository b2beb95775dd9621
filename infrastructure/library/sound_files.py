"""Which file of a sound is to be heard: the edited one, else the normalised one, else the original."""

import hashlib
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from domain.edit import Edit
from domain.errors import SoundMissingError
from domain.sound import Sound
from infrastructure.files.errors import NotRenderedYetError
from infrastructure.library.sound_store import SoundStore
from infrastructure.loudness.rendering import SUFFIX, Renderer

RENDERED_BYTES_MAX = 4 << 30


class SoundFiles:
    def __init__(
        self, store: SoundStore, renderer: Renderer, *, rendered_bytes_max: int = RENDERED_BYTES_MAX
    ) -> None:
        self._store = store
        self._renderer = renderer
        self._rendered_bytes_max = rendered_bytes_max

    def original(self, sound: Sound) -> Path:
        """Where it is, if it is there."""
        return self._store.originals / sound.path

    def to_hear(self, sound: Sound) -> Path:
        """Raises NotRenderedYetError, SoundMissingError."""
        _, file = self._files_of(sound, sound.normalized_path)
        if file.is_file():
            return file
        if sound.edited.is_none:
            raise SoundMissingError(f"The file of “{sound.title}” is missing.")
        raise NotRenderedYetError(
            f"“{sound.title}” is still being made as it is edited. Try again soon.", sound.duration_ms
        )

    def make(self, sound: Sound, normalized_path: str) -> Path:
        """The file in which it is heard, as if that were its normalised file: made, where it is not there.

        Raises FfmpegError, CutOffError, OSError, SoundMissingError.
        """
        source, file = self._files_of(sound, normalized_path)
        if file != source and not file.is_file():
            if not source.is_file():
                raise SoundMissingError(f"The file of “{sound.title}” is missing.")
            with self._store.draft() as draft:
                self._renderer.render(source, sound.edited, draft, duration_ms=sound.file_ms)
                self._store.keep(draft, file)
        return file

    def remove_former(self, sound: Sound) -> None:
        """What was rendered of it before; then what is oldest, where all of it takes too much room."""
        _, heard = self._files_of(sound, sound.normalized_path)
        for file in self._store.rendered.glob(f"{sound.id}-*"):
            if file != heard:
                file.unlink(missing_ok=True)
        self._make_room(heard)

    def _make_room(self, kept: Path) -> None:
        found = []
        for file in self._store.rendered.glob("*"):
            with suppress(FileNotFoundError):
                status = file.stat()
                found.append((status.st_mtime, status.st_size, file))
        too_much = sum(size for _, size, _ in found) - self._rendered_bytes_max
        for _, size, file in sorted(found):
            if too_much <= 0:
                return
            if file != kept:
                file.unlink(missing_ok=True)
                too_much -= size

    def _files_of(self, sound: Sound, normalized_path: str) -> tuple[Path, Path]:
        """What it is made of, and what is heard: the same, where it is not edited."""
        source, content = self.original(sound), sound.sha256
        if normalized_path and (file := self._store.normalized / normalized_path).is_file():
            source, content = file, normalized_path
        if sound.edited.is_none:
            return source, source
        return source, self._store.rendered / rendered_name(sound.id, content, sound.edited)


def rendered_name(sound_id: UUID, content: str, edit: Edit) -> str:
    """`content` tells what it is made of from all else: no two normalised files have one name."""
    told = f"{content} {edit.gain_db:.2f} {edit.start_ms} {edit.end_ms}"
    return f"{sound_id}-{hashlib.sha256(told.encode()).hexdigest()}{SUFFIX}"
