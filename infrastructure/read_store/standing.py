"""Where the followed generations stand, as this process knows it."""

from collections.abc import Iterable, Mapping, Sequence

from infrastructure.read_store.generations import Generation, of_role
from projections.projector import Projector


class Standing:
    def __init__(self, projectors: Mapping[str, Projector]) -> None:
        self._projectors = projectors
        self._known: Sequence[Generation] = ()

    def learn(self, known: Iterable[Generation]) -> None:
        self._known = [each for each in known if each.model in self._projectors]

    @property
    def followed(self) -> list[Generation]:
        return [each for each in self._known if self.is_of_this_code(each) and each.error is None]

    def is_of_this_code(self, generation: Generation) -> bool:
        projector = self._projectors.get(generation.model)
        return (
            projector is not None
            and projector.version == generation.version
            and generation.role != "previous"
        )

    def at(self, position: int) -> list[Generation]:
        return [each for each in self.followed if each.position == position]

    def live_positions(self) -> dict[str, int]:
        return {each.model: each.position for each in self._known if each.role == "live"}

    def behind(self, front: int) -> list[int]:
        """Where to go on, one page each: the last that is read, then the last that is being built."""
        late = [each for each in self.followed if each.position < front]
        live = {each.position for each in late if each.role == "live"}
        building = {each.position for each in late if each.role == "building"}
        return sorted({min(positions) for positions in (live, building) if positions}, reverse=True)

    def next_above(self, position: int, front: int) -> int:
        return min((each.position for each in self.followed if position < each.position), default=front)

    def built(self, front: int) -> list[tuple[Generation, Generation]]:
        """Those being built that are level with the log, each with the one that is read."""
        found = []
        for each in self.at(front):
            live = of_role((other for other in self._known if other.model == each.model), "live")
            if each.role == "building" and live is not None:
                found.append((each, live))
        return found
