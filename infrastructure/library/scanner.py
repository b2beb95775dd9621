"""Compares the folders of originals with what the library knows, and tells it what became of its files."""

import heapq
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from application.executor.command_executor import CommandExecutor
from domain.sound import Sound
from infrastructure.library import scan_sentences as sentences
from infrastructure.library.bulk_commands import BulkCommands
from infrastructure.library.catalogue import Catalogue
from infrastructure.library.examining import Examined, Examiner
from infrastructure.library.ffprobe import StoppedError
from infrastructure.library.listing import FoundFile, Listing, listing_of
from infrastructure.library.scan_decisions import ScanDecisions
from infrastructure.library.scan_progress import ProgressCount
from infrastructure.library.scan_report import ScanReport
from projections.sounds.queries import KnownFile

YOUNG_NS = 2_000_000_000
"""Two seconds: whoever writes a file seldom rests for longer."""

PASSED_OVER_MAX = 20_000
"""Files that became no sounds and need no second look, some 20 MB."""


@dataclass(frozen=True)
class Wish:
    is_deep: bool = False
    """Whether also what looks unchanged is hashed."""
    leaves_young: bool = False
    """Whether what was changed a moment ago is left to the next scan."""


class Scanner:
    def __init__(
        self,
        executor: CommandExecutor,
        originals: Path,
        known_files: Callable[[], Sequence[KnownFile]],
        find_sound: Callable[[UUID], Sound | None],
    ) -> None:
        """`known_files` answers with the library as it is at the moment of the call."""
        self._executor = executor
        self._originals = originals
        self._known_files = known_files
        self._find_sound = find_sound
        self._passed_over: Mapping[FoundFile, Examined] = {}
        """By the last scan: what is no sound, or that of another file, is looked into once."""

    def scan(
        self, progress: ProgressCount, is_stopped: Callable[[], bool] = lambda: False, wish: Wish = Wish()
    ) -> ScanReport:
        """Raises FolderGoneError, StoppedError, and what the executor and the read store raise."""

        def on_seen() -> None:
            progress.count("seen")
            _ensure_wanted(is_stopped)

        catalogue = Catalogue(self._known_files())  # first: what comes meanwhile is met as a file
        listing = listing_of(self._originals, on_seen)
        progress.count("of", len(listing.files))
        bulk = BulkCommands(self._executor)
        decisions = ScanDecisions(catalogue, bulk, progress, self._find_sound)
        examiner = Examiner(catalogue.is_known, is_stopped, {} if wish.is_deep else self._passed_over)
        scan = _Scan(self._originals, catalogue, listing, examiner, decisions, bulk, progress, is_stopped)
        scan.run(wish)
        self._passed_over = scan.passed_over
        return decisions.report


@dataclass
class _Scan:
    """First what is where it was; then what lies where a sound was; then all others; then what was not found.

    So a sound whose file was changed or moved is known before somebody else's file could take its content.
    """

    originals: Path
    catalogue: Catalogue
    listing: Listing
    examiner: Examiner
    decisions: ScanDecisions
    bulk: BulkCommands
    progress: ProgressCount
    is_stopped: Callable[[], bool]

    def __post_init__(self) -> None:
        self.passed_over: dict[FoundFile, Examined] = {}
        self.place = {each.path: number for number, each in enumerate(self.listing.files)}

    def run(self, wish: Wish) -> None:
        self.catalogue.leave(self.listing.may_hide)
        for folder, why in self.listing.closed.items():
            self.decisions.skip(folder, sentences.cannot_look_into(why))
        for path, why in self.listing.no_files.items():
            self.decisions.skip(path, why)
        in_places, others = self._sort_out(wish)
        undecided = self._judge_places(in_places)
        self.bulk.settle()
        self._judge_others(undecided, others)
        self.bulk.settle()
        self._miss_what_is_away()
        self.bulk.settle()

    def _sort_out(self, wish: Wish) -> tuple[list[FoundFile], list[FoundFile]]:
        """Files to look into: where sounds were, and elsewhere."""
        in_places: list[FoundFile] = []
        others: list[FoundFile] = []
        now_ns = time.time_ns()
        for found in self.listing.files:
            _ensure_wanted(self.is_stopped)
            sound = None if wish.is_deep else self.catalogue.unchanged(found)
            if sound is not None:
                self.decisions.is_there(found, sound)
                self.progress.count("done")
            elif wish.leaves_young and 0 <= now_ns - found.modified_ns < YOUNG_NS:
                self.decisions.leave_young(found)
                self.progress.count("done")
            elif self.catalogue.of_path(found.path):
                in_places.append(found)
            else:
                others.append(found)
        return in_places, others

    def _judge_places(self, files: Sequence[FoundFile]) -> list[Examined]:
        """What holds the content of a sound that was elsewhere is decided when all places are known."""
        undecided: list[Examined] = []
        for examined in self.examiner.examined(files):
            self._count(examined)
            path = examined.found.path
            here = [each for each in self.catalogue.of_path(path) if each.sha256 == examined.sha256]
            if examined.refusal:
                self._skip(examined)
            elif here:
                self.decisions.is_there(examined.found, here[0])
            elif (sound := self.catalogue.replaceable(path)) and not self.catalogue.is_known(examined.sha256):
                self.decisions.change(examined, sound)
            else:
                undecided.append(examined)
        return undecided

    def _judge_others(self, undecided: Sequence[Examined], files: Sequence[FoundFile]) -> None:
        """In the order of the folders: of several with the content of one sound the first is the sound's."""
        for examined in heapq.merge(undecided, self._examined(files), key=self._place_of):
            holder = self.catalogue.of_content(examined.sha256)
            if examined.refusal:
                self._skip(examined)
            elif holder is None:
                self._bring_in(self.examiner.with_its_length(examined))
            elif self.catalogue.is_at_home(holder):
                self._pass_over(examined)
                self.decisions.duplicate(examined.found.path, holder.sound_id)
            else:
                self.decisions.move(examined, holder)

    def _examined(self, files: Sequence[FoundFile]) -> Iterator[Examined]:
        for examined in self.examiner.examined(files):
            self._count(examined)
            yield examined

    def _bring_in(self, examined: Examined) -> None:
        if examined.refusal:
            self._skip(examined)
        elif (sound := self.catalogue.replaceable(examined.found.path)) is not None:
            self.decisions.change(examined, sound)
            self.bulk.settle()  # its former content is free now, and may be that of the next file
        else:
            self.decisions.register(examined)

    def _miss_what_is_away(self) -> None:
        for sound in self.catalogue.away():
            is_place_taken = sound.path in self.place or sound.path in self.listing.no_files
            if not sound.is_missing and (is_place_taken or not (self.originals / sound.path).is_file()):
                self.decisions.miss(sound, is_place_taken=is_place_taken)

    def _skip(self, examined: Examined) -> None:
        if examined.is_unsure:
            self.catalogue.leave_path(examined.found.path)
        self._pass_over(examined)
        self.decisions.skip(examined.found.path, examined.refusal)

    def _pass_over(self, examined: Examined) -> None:
        if examined.sha256 and len(self.passed_over) < PASSED_OVER_MAX:
            self.passed_over[examined.found] = examined

    def _count(self, examined: Examined) -> None:
        _ensure_wanted(self.is_stopped)
        self.progress.count("done")
        if examined.sha256:
            self.progress.count("hashed")

    def _place_of(self, examined: Examined) -> int:
        return self.place[examined.found.path]


def _ensure_wanted(is_stopped: Callable[[], bool]) -> None:
    if is_stopped():
        raise StoppedError
