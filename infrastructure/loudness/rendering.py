"""Makes the file in which an edited sound is heard: louder or softer, from here to there."""

from pathlib import Path

from domain.edit import Edit
from infrastructure.loudness.ffmpeg import Ffmpeg, FfmpegError, into_file, sound_of
from infrastructure.loudness.target import Form, Target

RATE = 48_000


class Renderer:
    def __init__(self, ffmpeg: Ffmpeg, target: Target, form: Form) -> None:
        self._ffmpeg = ffmpeg
        self._target = target
        self.form = form

    def render(self, source: Path, edit: Edit, result: Path, *, duration_ms: int) -> None:
        """Raises FfmpegError, CutOffError. What would peak too high is limited, not cut."""
        sound = sound_of(source)
        if edit.start_ms or edit.end_ms is not None:
            end = {} if edit.end_ms is None else {"end": f"{edit.end_ms}ms"}
            sound = sound.filter("atrim", start=f"{edit.start_ms}ms", **end).filter("asetpts", "PTS-STARTPTS")
        if edit.gain_db:
            sound = sound.filter("volume", f"{edit.gain_db}dB", precision="float")
        if edit.gain_db > 0:
            limit = f"{10 ** (self._target.true_peak / 20):.4f}"
            sound = sound.filter("alimiter", limit=limit, level="disabled", attack=1, release=50)
        done = self._ffmpeg.run(
            into_file(sound.filter("aformat", sample_rates=RATE), result, self.form.options),
            duration_ms=duration_ms,
            file_bytes=self.form.bytes_max(duration_ms / 1000),
        )
        if not done.seconds:
            raise FfmpegError("Nothing would be heard of it.")
