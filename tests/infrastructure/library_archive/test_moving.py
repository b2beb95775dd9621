"""A library that leaves one board and comes to another is what it was."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest

from application.claims import CONTENT
from application.command import from_system
from application.library.import_commands import CancelImport
from application.sounds.commands import ChangeContent, MarkSoundMissing, MoveSound, RegisterSound, TrashSound
from domain.errors import ImportRunningError
from domain.identifiers import SYSTEM_ID, claim_id, favourites_id, sweep_id
from domain.recording import Recording
from domain.sound import Sound
from domain.values import SoundType
from infrastructure.container import Container
from infrastructure.library_archive.bringing_in import BringingIn
from infrastructure.library_archive.import_report import Outcome
from infrastructure.library_archive.manifest import ListedSound
from infrastructure.library_archive.reading import Archive, opened
from projections.imports.queries import ImportReport
from tests.support.aggregates import ANNA
from tests.support.archives import (
    Listed,
    a_sound,
    archive_of,
    begin_import,
    bring_in,
    exported,
    lines_in,
    report_of,
)
from tests.support.board import wait_for
from tests.support.sound_bytes import noise

FULL = {
    "type": "TTS",
    "title": "Höllenlärm 🙉",
    "description": "From the ship.\nLoud!",
    "tags": ["loud", "ship"],
    "colour": "#ff8800",
    "gain_db": -3.5,
    "start_ms": 10,
    "end_ms": 90,
    "play_count": 41,
    "last_played_at": "2026-05-31T12:00:00Z",
    "is_trashed": True,
}


def files_of(parts: Container) -> set[str]:
    """Whatever lies below the sounds, but for what is made of them."""
    sounds = parts.settings.sounds_dir
    folders = (sounds / each for each in ("originals", "temp", "placing", "imports"))
    found = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(sounds).as_posix() for file in found}


def paths_of(parts: Container) -> set[str]:
    events = [each.event for each in parts.log_pages.after(0).all()]
    ids = [each.originator_id for each in events if isinstance(each, Sound.Registered)]
    return {f"originals/{parts.soundboard.load(Sound, id).path}" for id in ids}


def sound_of(parts: Container, listed: Listed) -> Sound:
    return parts.soundboard.load(Sound, UUID(listed.line["id"]))


def scanned(parts: Container, found: Listed) -> UUID:
    """As a scan finds it in the folder."""
    id = uuid4()
    path = f"soundboard/{id}.wav"
    file = parts.settings.originals_dir / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(found.content)
    recording = Recording(len(found.content), 100, found.line["sha256"], 1)
    command = RegisterSound(id, SoundType.SOUNDBOARD, "found", path, recording, "found.wav", SYSTEM_ID)
    parts.executor.run(command, from_system())
    return id


def outcomes(report: ImportReport) -> list[tuple[str, str]]:
    assert report.state == "completed", report.reason
    return [(each["title"], each["outcome"]) for each in report.details]


def test_a_library_is_the_same_elsewhere_and_bringing_it_in_again_changes_nothing(
    here: Container, there: Container
) -> None:
    bring_in(here, archive_of(a_sound(**FULL), a_sound(title="Bell"), a_sound(title="Quack", type="EXT")))
    archive = exported(here)
    lines = lines_in(archive)
    assert {key: value for key, value in lines[-3].items() if key in FULL} == FULL
    report = bring_in(there, archive)
    assert (report.state, report.counts["added"]) == ("completed", len(lines))
    assert exported(there) == archive
    position = there.log.last_position()
    again = bring_in(there, archive)
    assert (again.counts["already_here"], again.counts["added"]) == (len(lines), 0)
    assert there.log.last_position() == position + 2, "It did more than begin and end."
    assert files_of(there) == paths_of(there)


def test_what_is_here_already_stays_as_it_is(here: Container) -> None:
    horn = a_sound(title="Horn")
    bring_in(here, archive_of(horn))
    other = Listed(horn.content, {"title": "Foghorn", "tags": ["ship"]})
    report = bring_in(here, archive_of(other))
    assert outcomes(report) == [("Foghorn", "already_here")]
    assert "“Horn”" in report.details[0]["reason"]
    assert sound_of(here, horn).title == "Horn"


def test_what_a_scan_found_and_nobody_touched_is_as_it_was_elsewhere(here: Container) -> None:
    found = a_sound(**FULL)
    id = scanned(here, found)
    assert bring_in(here, archive_of(found)).counts["taken_over"] == 1
    sound = here.soundboard.load(Sound, id)
    assert (sound.title, sound.tags, sound.colour) == (FULL["title"], FULL["tags"], FULL["colour"])
    assert (sound.edited.gain_db, sound.is_trashed) == (FULL["gain_db"], True)
    assert outcomes(bring_in(here, archive_of(found))) == [(FULL["title"], "already_here")]


def test_what_a_scan_finds_while_it_is_brought_in_is_taken_over(here: Container, tmp_path: Path) -> None:
    met = a_sound(**FULL)

    class MetMeanwhile(Archive):
        def blocks(self, sound: ListedSound) -> Iterator[bytes]:
            scanned(here, met)
            return super().blocks(sound)

    file = tmp_path / "met.zip"
    file.write_bytes(archive_of(met))
    uploads, import_id = here.uploads, uuid4()
    bringing_in = BringingIn(
        here.soundboard, here.executor, uploads.placing, uploads.incoming, import_id=import_id, by=ANNA
    )
    with opened(file) as archive, ZipFile(file) as members:
        verdict = bringing_in.bring_in(MetMeanwhile(members, archive.sounds), archive.sounds[0])
    assert verdict.outcome == Outcome.TAKEN_OVER


def test_a_sound_whose_id_is_another_s_gets_one_of_its_own(here: Container) -> None:
    horn = a_sound(title="Horn")
    bring_in(here, archive_of(horn))
    other = a_sound(id=horn.line["id"], title="Other")
    for added in (1, 0):
        assert bring_in(here, archive_of(other)).counts["added"] == added
    assert sound_of(here, horn).title == "Horn"


def test_each_sound_that_is_not_taken_has_its_reason_and_leaves_nothing(here: Container) -> None:
    twin = a_sound(title="Twin")
    refused = {
        "Missing": a_sound(audio=None),
        "Not there": a_sound(audio="audio/nowhere.wav"),
        "Upwards": a_sound(audio="../../../../etc/passwd"),
        "Other size": a_sound(size_bytes=7),
        "Other hash": a_sound(sha256="0" * 64),
        "Words": Listed(b"only words"),
        "Empty": Listed(b""),
        "Cut": Listed(noise(1, seconds=1)[:9_000]),
        "Tags": a_sound(tags=[f"tag {number}" for number in range(1_000)]),
        "Colour": a_sound(colour="red"),
        "Deaf": a_sound(start_ms=99, end_ms=100),
        "Loud": a_sound(gain_db=400.0),
        "Twin": Listed(twin.content),
    }
    for title, each in refused.items():
        each.line["title"] = title
    named = a_sound(title="Named", original_name="../two\nlines\0.wav", end_ms=5_000)
    blank = a_sound(title="\u202e")
    archive = archive_of(twin, *refused.values(), blank, named)
    with_member_of_that_name = archive_of(Listed(member="../../evil.wav"))
    before = files_of(here)
    report = bring_in(here, archive)
    assert [title for title, _ in outcomes(report)] == [*refused, ""]
    counts = {"added": 2, "taken_over": 0, "already_here": 1, "without_audio": 1, "refused": len(refused) - 1}
    assert report.counts == counts
    assert all(each["reason"] for each in report.details)
    assert sound_of(here, named).edited.end_ms is None
    assert bring_in(here, with_member_of_that_name).counts["added"] == 1
    assert len(files_of(here)) == len(before) + 3
    assert files_of(here) == paths_of(here)


def test_an_import_that_nobody_wants_any_more_stops_and_makes_room(here: Container) -> None:
    sounds = [a_sound() for _ in range(100)]
    begun = begin_import(here, archive_of(*sounds))
    with pytest.raises(ImportRunningError):
        here.archives.imports.begin_receiving()
    here.executor.run(CancelImport(begun.import_id), from_system())
    assert report_of(here, begun.import_id, lambda each: each.state != "running").state == "cancelled"
    wait_for(lambda: list((here.settings.sounds_dir / "imports").iterdir()), lambda left: not left)
    wait_for(lambda: here.archives.worker.progress(begun.import_id), lambda progress: progress is None)
    assert files_of(here) == paths_of(here)
    report = bring_in(here, archive_of(*sounds[:10]))
    assert report.counts["added"] + report.counts["already_here"] == 10


# What happens on the board while its library leaves.


@pytest.fixture
def last(here: Container) -> Listed:
    """The sound whose turn comes last."""
    last = a_sound(title="Last")
    bring_in(here, archive_of(last))
    return last


def line_of_the_last(here: Container, meanwhile: Callable[[], None]) -> dict[str, Any]:
    """How it is listed if that happens once the first sound was sent."""
    stream = here.archives.export.stream()
    archive = next(stream)
    meanwhile()
    return lines_in(archive + b"".join(stream))[-1]


def test_a_sound_that_is_moved_meanwhile_is_found_where_it_is(here: Container, last: Listed) -> None:
    sound = sound_of(here, last)

    def move() -> None:
        file = here.settings.originals_dir / sound.path
        file.rename(file.with_name(f"{sound.id}-moved.wav"))
        moved = sound.path.replace(".wav", "-moved.wav")
        here.executor.run(MoveSound(sound.id, moved, sound.modified_ns), from_system())

    assert line_of_the_last(here, move)["audio"] == last.line["audio"]


def test_a_sound_that_is_changed_meanwhile_is_sent_and_listed_as_it_is(here: Container, last: Listed) -> None:
    sound, new = sound_of(here, last), Listed()

    def change() -> None:
        (here.settings.originals_dir / sound.path).write_bytes(new.content)
        recording = Recording(len(new.content), 100, new.line["sha256"])
        here.executor.run(ChangeContent(sound.id, recording), from_system())

    assert line_of_the_last(here, change)["sha256"] == new.line["sha256"]


def test_a_sound_that_is_trashed_meanwhile_is_sent_all_the_same(here: Container, last: Listed) -> None:
    def trash() -> None:
        here.executor.run(TrashSound(sound_of(here, last).id), from_system())

    assert line_of_the_last(here, trash)["audio"] == last.line["audio"]


def test_a_file_that_is_gone_is_listed_as_missing(here: Container, last: Listed) -> None:
    def remove() -> None:
        (here.settings.originals_dir / sound_of(here, last).path).unlink()

    line = line_of_the_last(here, remove)
    assert (line["id"], line["is_missing"], line["audio"]) == (last.line["id"], True, None)
    here.executor.run(MarkSoundMissing(sound_of(here, last).id), from_system())


def test_a_file_that_is_not_what_its_sound_says_is_listed_as_damaged(
    here: Container, last: Listed, caplog: pytest.LogCaptureFixture
) -> None:
    file = here.settings.originals_dir / sound_of(here, last).path
    file.write_bytes(noise(1))
    archive = b"".join(here.archives.export.stream())
    line = next(each for each in lines_in(archive) if each["id"] == last.line["id"])
    assert (line["is_damaged"], line["audio"]) == (True, None)
    assert str(file.name) in str([vars(record) for record in caplog.records])
    file.write_bytes(last.content)


def test_no_archive_takes_an_id_where_the_board_looks_for_something_else(here: Container) -> None:
    promised = a_sound(title="Promised")
    member = uuid4()
    day = datetime.now(UTC).date() + timedelta(days=1)
    ids = [sweep_id(day), favourites_id(member), claim_id(CONTENT, promised.line["sha256"])]
    squatters = [a_sound(id=str(id), title=f"Squatter {number}") for number, id in enumerate(ids)]
    for added in (len(ids), 0):
        assert bring_in(here, archive_of(*squatters)).counts["added"] == added
    assert not any(any(here.soundboard.events.get(id)) for id in ids)
    assert bring_in(here, archive_of(promised)).counts["added"] == 1


def test_a_file_that_is_listed_for_two_sounds_is_read_for_one(here: Container) -> None:
    named = a_sound(title="Named", sha256="0" * 64)
    other = a_sound(title="Other", audio=named.line["audio"])
    said = outcomes(bring_in(here, archive_of(named, other)))
    assert said == [("Named", "refused"), ("Other", "refused")]


def test_an_export_is_never_in_memory_as_a_whole(here: Container) -> None:
    large = [Listed(noise(number, seconds=200)) for number in range(3)]
    for each in large:
        bring_in(here, archive_of(each))
    tracemalloc.start()
    sent = sum(len(block) for block in here.archives.export.stream())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > sum(len(each.content) for each in large)
    assert peak < 4_000_000
