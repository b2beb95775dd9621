"""Everything that can become of a sound, by name."""

from datetime import datetime, timedelta

from domain.edit import Edit
from domain.loudness import Loudness
from domain.recording import Normalization, Recording
from domain.sound import Sound


def change_sound(sound: Sound, what: str, number: int, *, at: datetime) -> None:
    """Another number, another change. Raises what the sound refuses it with."""
    match what:
        case "rename":
            sound.rename(f"Éclair {number}", at=at)
        case "describe":
            sound.describe(f"Said {number}" * (number % 2), at=at)
        case "tag":
            sound.tag(["loud", "fun", f"tag {number}"][: number % 4], at=at)
        case "colour":
            sound.colour_in(f"#{number:06x}", at=at)
        case "edit":
            sound.edit(Edit(gain_db=float(number % 12)), at=at)
        case "trash":
            sound.trash(at=at)
        case "carry over":
            sound.carry_over_plays(number, at - timedelta(days=number), at=at)
        case "restore":
            sound.restore_from_trash(at=at)
        case _:
            _change_file(sound, what, number, at=at)


def _change_file(sound: Sound, what: str, number: int, *, at: datetime) -> None:
    match what:
        case "missing":
            sound.mark_missing(at=at)
        case "back":
            sound.mark_back(at=at)
        case "move":
            sound.move(f"moved/{number}.mp3", modified_ns=number, at=at)
        case "touch":
            sound.touch(number, at=at)
        case "content":
            recording = Recording(size_bytes=number, duration_ms=1 + number, sha256=str(number))
            sound.change_content(recording, at=at)
        case "ask":
            sound.ask_for_normalizing(passes=1 + number % 2, at=at)
        case "normalize":
            sound.record_normalized(sound.sha256, _result(number), at=at)
        case "cannot normalize":
            sound.record_normalizing_failed(sound.sha256, f"Reason {number}", at=at)
        case _:
            raise ValueError(what)


def _result(number: int) -> Normalization:
    return Normalization(
        path=f"{number}.opus",
        method="two-pass",
        size_bytes=number,
        duration_ms=number,
        sha256=f"result {number}",
        before=Loudness(-30.0, -12.0, 3.0),
        after=Loudness(-16.0, -1.5, 2.0),
        target={"integrated": -16.0},
    )
