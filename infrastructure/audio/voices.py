"""What plays sounds inside the audio host."""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID

from infrastructure.audio.messages import Play, Report

Reporter = Callable[[Sequence[Report]], None]
"""May be called from any thread."""


class Voices(Protocol):
    """Nothing here waits for a sound; what becomes of each play is reported, with exactly one end."""

    @property
    def description(self) -> str: ...

    def play(self, plays: Sequence[Play]) -> None: ...

    def stop(self, play_id: UUID) -> None:
        """A play that is not playing is no error."""

    def stop_all(self) -> None: ...

    def close(self) -> None:
        """Silence. Nothing is reported any more."""
