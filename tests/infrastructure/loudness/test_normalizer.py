"""Results measured by somebody else: ebur128 on what was made, whatever the normaliser says of it."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks.clips import Clip, all_clips, write
from benchmarks.listener import Heard, heard
from infrastructure.bounded_process import Processes
from infrastructure.loudness.ffmpeg import Ffmpeg, FfmpegError
from infrastructure.loudness.normalizer import Made, Normalizer
from infrastructure.loudness.plan import Method
from infrastructure.loudness.target import Form, Target
from tests.support.sound_bytes import silence

TARGET = Target()
NEAR = 0.5
LOUDER_MAX = 0.1
AT_THE_PEAK = 0.5
"""So near to the limit, in dB, that there is no headroom left."""

QUICK = [
    Clip("tone", 0.1, "wav"),
    Clip("burst", 0.4, "m4a"),
    Clip("speech", 1.5, "ogg"),
    Clip("music", 3.2, "flac"),
    Clip("clicks", 0.3, "mp3"),
    Clip("clicks", 4, "wav"),
    Clip("loud", 0.5, "mp3"),
    Clip("quiet", 1, "flac"),
    Clip("hardly there", 0.3, "flac"),
    Clip("shout", 4, "opus"),
]


def normalizer(form: Form | None = None) -> Normalizer:
    return Normalizer(Ffmpeg(Processes()), TARGET, form or Form())


def make(clip: Clip, folder: Path, *, passes: int = 2, form: Form | None = None) -> tuple[Made, Heard]:
    original, result = write(clip, folder), folder / f"{clip.file_name}.made"
    made = normalizer(form).make(original, result, duration_ms=round(1000 * clip.seconds), passes=passes)
    return made, heard(result, clip.seconds)


def faults(clip: Clip, made: Made, result: Heard) -> list[str]:
    """What is not as the target says, by what was heard of the result."""
    if made.method is Method.SILENCE:
        return [] if clip.kind == "silence" else [f"{clip.name} is not silent"]
    found = []
    if result.true_peak > TARGET.true_peak + LOUDER_MAX:
        found.append(f"{clip.name} peaks at {result.true_peak}")
    has_headroom = result.true_peak < TARGET.true_peak - AT_THE_PEAK
    if result.integrated > TARGET.integrated + NEAR or (
        has_headroom and result.integrated < TARGET.integrated - NEAR
    ):
        found.append(f"{clip.name} is at {result}")
    if result.integrated < TARGET.integrated - NEAR and made.method is not Method.GAIN_TO_PEAK:
        found.append(f"{clip.name} does not say that it is as loud as its peak allows")
    return found


@pytest.mark.parametrize(
    "clips", [QUICK, pytest.param(all_clips(), marks=pytest.mark.campaign)], ids=["some", "all"]
)
def test_what_has_the_headroom_is_as_loud_as_it_should_be(clips: Sequence[Clip], tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda clip: make(clip, tmp_path), clips))
    found = [each for clip, result in zip(clips, results, strict=True) for each in faults(clip, *result)]
    assert found == []


def test_what_is_told_of_a_result_is_what_others_measure(tmp_path: Path) -> None:
    made, result = make(Clip("speech", 1.5, "wav"), tmp_path)
    assert made.after.integrated == pytest.approx(result.integrated, abs=0.1)
    assert made.after.true_peak == pytest.approx(result.true_peak, abs=0.1)
    assert made.duration_ms == 1_500


def test_what_lasts_for_hours_is_left_as_it_is(tmp_path: Path) -> None:
    silence(tmp_path, hours=24)
    begun = time.monotonic()
    with pytest.raises(FfmpegError, match="longer than 3 hours"):
        normalizer().make(tmp_path / "silence.flac", tmp_path / "made", duration_ms=24 * 3_600_000, passes=2)
    assert time.monotonic() - begun < 1


def test_one_pass_is_as_loud(tmp_path: Path) -> None:
    clip = Clip("music", 3.2, "wav")
    made, result = make(clip, tmp_path, passes=1)
    assert made.method is Method.ONE_PASS
    assert faults(clip, made, result) == []


@pytest.mark.parametrize("form", ["ogg", "opus", "m4a", "flac", "wav"])
def test_other_forms_are_as_loud(form: str, tmp_path: Path) -> None:
    clip = Clip("tone", 0.3, "wav")
    made, result = make(clip, tmp_path, form=Form(form))
    assert (made.suffix, faults(clip, made, result)) == (f".{form}", [])


def test_silence_is_copied_byte_for_byte(tmp_path: Path) -> None:
    clip = Clip("silence", 0.1, "flac")
    made, _ = make(clip, tmp_path)
    assert (made.method, made.after.integrated) == (Method.SILENCE, None)
    assert (tmp_path / clip.file_name).read_bytes() == (tmp_path / f"{clip.file_name}.made").read_bytes()


def test_a_full_disk_is_no_fault_of_the_sound(tmp_path: Path) -> None:
    clip = write(Clip("tone", 0.7, "wav"), tmp_path)
    with pytest.raises(OSError, match="No space left on device"):
        normalizer().make(clip, Path("/dev/full"), duration_ms=700, passes=2)


def test_the_original_is_only_read(tmp_path: Path) -> None:
    clip = Clip("tone", 0.1, "wav")
    before = write(clip, tmp_path).read_bytes()
    make(clip, tmp_path)
    assert (tmp_path / clip.file_name).read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"", b"only words", b"#EXTM3U\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile /etc/passwd\n"],
    ids=["empty", "text", "playlist", "concat"],
)
def test_what_is_no_sound_is_refused_with_a_reason_and_names_no_other_file(
    content: bytes, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(content)
    with pytest.raises(FfmpegError, match="ffmpeg gave up") as refused:
        normalizer().make(bad, tmp_path / "made", duration_ms=1_000, passes=2)
    assert "root:" not in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
