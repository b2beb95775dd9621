"""What each change of a sound says to the person who reads it."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.sound import Sound
from projections.sound_history.queries import SoundChange

Details = Mapping[str, Any]


def sentence(entry: SoundChange) -> str:
    """One that is newer than these sentences is told by its name."""
    say = SENTENCES.get(entry.change)
    return say(entry.details) if say else entry.change.partition(".")[2].replace("_", " ").capitalize()


def _registered(told: Details) -> str:
    source = f", from {told['original_name']}" if told["original_name"] else ""
    return f"Brought in as “{told['title']}”{source}"


def _content_changed(told: Details) -> str:
    return f"Its file has other content now, {_seconds(told['duration_ms'])} long"


def _normalizing_asked(told: Details) -> str:
    passes = told["passes"]
    how = f" in {passes} pass{'' if passes == 1 else 'es'}" if passes else ""
    return f"To be made as loud as the others{how}"


def _normalized(told: Details) -> str:
    before, after = told["before"].get("integrated"), told["after"].get("integrated")
    if before is None or after is None:
        return "Made as loud as the others"
    return f"Made as loud as the others: from {before:.1f} to {after:.1f} LUFS"


def _described(told: Details) -> str:
    return f"Described: {told['description']}" if told["description"] else "Its description was taken away"


def _tagged(told: Details) -> str:
    return f"Tagged {', '.join(told['tags'])}" if told["tags"] else "Its tags were taken away"


def _coloured(told: Details) -> str:
    return f"Coloured {told['colour']}" if told["colour"] else "Its colour was taken away"


def _edited(told: Details) -> str:
    gain, start, end = told["gain_db"], told["start_ms"], told["end_ms"]
    said = [f"{gain:+g} dB"] if gain else []
    if start or end is not None:
        said.append(f"from {_seconds(start)} to {'the end' if end is None else _seconds(end)}")
    return f"To be heard {', '.join(said)}" if said else "To be heard as its file is"


def _plays_carried_over(told: Details) -> str:
    plays = told["plays"]
    return f"Came with {plays:,} play{'' if plays == 1 else 's'} from another board"


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1_000:g} s"


SENTENCES: Mapping[str, Callable[[Details], str]] = {
    Sound.Registered.TOPIC: _registered,
    Sound.Moved.TOPIC: lambda told: f"Its file was moved to {told['path']}",
    Sound.ContentChanged.TOPIC: _content_changed,
    Sound.Touched.TOPIC: lambda _: "Its file has another time, and is what it was",
    Sound.WentMissing.TOPIC: lambda _: "Its file went missing",
    Sound.CameBack.TOPIC: lambda _: "Its file came back",
    Sound.NormalizingAsked.TOPIC: _normalizing_asked,
    Sound.Normalized.TOPIC: _normalized,
    Sound.NormalizingFailed.TOPIC: lambda told: f"Not made as loud as the others: {told['reason']}",
    Sound.Renamed.TOPIC: lambda told: f"Called “{told['title']}”",
    Sound.Described.TOPIC: _described,
    Sound.Tagged.TOPIC: _tagged,
    Sound.Coloured.TOPIC: _coloured,
    Sound.Edited.TOPIC: _edited,
    Sound.PlaysCarriedOver.TOPIC: _plays_carried_over,
    Sound.Trashed.TOPIC: lambda _: "Moved to the trash",
    Sound.Restored.TOPIC: lambda _: "Taken out of the trash",
}
