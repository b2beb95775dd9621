"""What the library knows of its files, and what a scan has found out about them so far."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from infrastructure.library.listing import FoundFile
from projections.sounds.queries import KnownFile


class Catalogue:
    """A sound is at home once a scan has found its content, and away until then."""

    def __init__(self, known: Sequence[KnownFile]) -> None:
        self._known = known
        self._by_path: defaultdict[str, list[KnownFile]] = defaultdict(list)
        self._by_content: dict[str, KnownFile] = {}
        self._at_home: set[UUID] = set()
        for each in known:
            self._by_path[each.path].append(each)
            self._by_content[each.sha256] = each

    def of_path(self, path: str) -> Sequence[KnownFile]:
        """The sound whose file was there last comes first; then those from before, the newest first."""
        known = self._by_path.get(path, ())
        return [
            *(each for each in known if not each.is_missing),
            *(each for each in reversed(known) if each.is_missing),
        ]

    def of_content(self, sha256: str) -> KnownFile | None:
        return self._by_content.get(sha256)

    def is_known(self, sha256: str) -> bool:
        return sha256 in self._by_content

    def unchanged(self, found: FoundFile) -> KnownFile | None:
        """The sound whose file this was, by size and time."""
        for each in self.of_path(found.path):
            if (each.size_bytes, each.modified_ns) == (found.size_bytes, found.modified_ns):
                return each
        return None

    def replaceable(self, path: str) -> KnownFile | None:
        """The sound that a file at this path may change: none that was found elsewhere, none in the trash."""
        for each in self.of_path(path):
            if not each.is_trashed and not self.is_at_home(each):
                return each
        return None

    def is_at_home(self, sound: KnownFile) -> bool:
        return sound.sound_id in self._at_home

    def comes_home(self, sound: KnownFile) -> None:
        self._at_home.add(sound.sound_id)

    def goes_away(self, sound: KnownFile) -> None:
        self._at_home.discard(sound.sound_id)

    def changed(self, sound: KnownFile, sha256: str) -> None:
        """Its former content is nobody's any more."""
        if self._by_content.get(sound.sha256) is sound:
            del self._by_content[sound.sha256]
        self._by_content[sha256] = sound

    def leave(self, is_hidden: Callable[[str], bool]) -> None:
        """Of what cannot be looked at nothing is known: it counts as found, and stays as it is."""
        for path, sounds in self._by_path.items():
            if is_hidden(path):
                self._at_home.update(each.sound_id for each in sounds)

    def leave_path(self, path: str) -> None:
        self._at_home.update(each.sound_id for each in self._by_path.get(path, ()))

    def away(self) -> Iterator[KnownFile]:
        """What was found nowhere, in the order of paths."""
        return iter(
            sorted((each for each in self._known if not self.is_at_home(each)), key=lambda each: each.path)
        )
