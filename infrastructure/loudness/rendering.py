"""Makes the file in which an edited sound is heard: louder or softer, from here to there."""

from pathlib import Path

from domain.edit import Edit
from infrastructure.loudness.ffmpeg import Ffmpeg, FfmpegError, into_file, sound_of
from infrastructure.loudness.target import Form, Target

RATE = 48_000

FORM = Form("flac")
"""Made in a third of the time that an mp3 takes: somebody waits for it."""

SUFFIX = FORM.suffix

FASTEST = {"compression_level": 0}

HOURS_MAX = 3
"""Of what is heard: some two gigabytes, where it is loud."""

TOO_LONG = f"What is heard of an edited sound is up to {HOURS_MAX} hours long."


class Renderer:
    def __init__(self, ffmpeg: Ffmpeg, target: Target) -> None:
        self._ffmpeg = ffmpeg
        self._target = target

    def render(self, source: Path, edit: Edit, result: Path, *, duration_ms: int) -> None:
        """Raises FfmpegError, CutOffError, OSError. What would peak too high is limited, not cut."""
        heard_ms = edit.heard_ms(duration_ms)
        if heard_ms > HOURS_MAX * 3_600_000:
            raise FfmpegError(TOO_LONG)
        sound = sound_of(source)
        if edit.start_ms or edit.end_ms is not None:
            end = {} if edit.end_ms is None else {"end": f"{edit.end_ms}ms"}
            sound = sound.filter("atrim", start=f"{edit.start_ms}ms", **end).filter("asetpts", "PTS-STARTPTS")
        if edit.gain_db:
            sound = sound.filter("volume", f"{edit.gain_db}dB", precision="float")
        if edit.gain_db > 0:
            limit = f"{10 ** (self._target.true_peak / 20):.4f}"
            sound = sound.filter("alimiter", limit=limit, level="disabled", attack=1, release=50)
        sound = sound.filter("aformat", sample_rates=RATE, sample_fmts="s16")
        done = self._ffmpeg.run(
            into_file(sound, result, {**FORM.options, **FASTEST}),
            duration_ms=duration_ms,
            file_bytes=FORM.bytes_max(heard_ms / 1000),
        )
        if not done.seconds:
            raise FfmpegError("Nothing would be heard of it.")
