"""Has edited sounds made as they are heard. Who edits an hour of sound keeps nobody's clip waiting."""

from concurrent.futures import Future
from contextlib import suppress
from uuid import UUID

from application.decision import Commit
from application.soundboard import Soundboard
from domain.sound import Sound
from infrastructure.files.errors import TooManyRendersError
from infrastructure.library.sound_files import SoundFiles
from infrastructure.loudness.render_lane import WAITING_MAX, RenderLane

SHORT_MS_MAX = 30_000
"""As it is heard: made in a fraction of a second."""


class Renders:
    """Safe to use from many threads."""

    def __init__(self, soundboard: Soundboard, files: SoundFiles, *, waiting_max: int = WAITING_MAX) -> None:
        self._short = RenderLane(soundboard, files, waiting_max=waiting_max)
        self._long = RenderLane(soundboard, files, waiting_max=waiting_max)

    @property
    def made(self) -> int:
        return self._short.made + self._long.made

    def close(self) -> None:
        """What waits is made once somebody asks for it again."""
        self._short.close()
        self._long.close()

    def ensure_room(self, heard_ms: int) -> None:
        """Raises TooManyRendersError."""
        self._lane(heard_ms).ensure_room()

    def wanted(self, sound_id: UUID, heard_ms: int) -> Future[None]:
        """Somebody waits for it: done when it is there, as it is edited by then. Raises TooManyRendersError.

        The future has FfmpegError, CutOffError, OSError, SoundMissingError.
        """
        return self._lane(heard_ms).ask(sound_id, is_first=True)

    def after_commit(self, _: int, commit: Commit) -> None:
        """What was edited is made before anybody asks for it; where too many wait, when somebody does."""
        for event in commit.events:
            if isinstance(event, Sound.Edited):
                with suppress(TooManyRendersError):
                    self._lane(event.duration_ms).ask(event.originator_id, is_first=False)

    def _lane(self, heard_ms: int) -> RenderLane:
        return self._short if heard_ms <= SHORT_MS_MAX else self._long
