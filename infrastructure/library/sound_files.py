"""Which file of a sound is meant."""

from pathlib import Path

from domain.sound import Sound


class SoundFiles:
    def __init__(self, sounds: Path) -> None:
        """`sounds` is the folder of all sound files."""
        self._originals = sounds / "originals"
        self._normalized = sounds / "normalized"

    def to_hear(self, sound: Sound) -> Path:
        return self._normalized / sound.normalized_path if sound.normalized_path else self.original(sound)

    def original(self, sound: Sound) -> Path:
        return self._originals / sound.path
