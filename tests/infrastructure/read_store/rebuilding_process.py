"""A process that rebuilds read models over and over, until it is killed."""

import sys
from itertools import cycle

from infrastructure.read_store.errors import RebuildRunningError
from tests.infrastructure.read_store.read_side import ReadSide, eventually


def main(log_url: str, read_url: str) -> None:
    side = ReadSide(log_url, read_url)
    follower = side.follow()
    sys.stdout.write("following\n")
    sys.stdout.flush()
    for model in cycle(["plays", "credits", "top_sounds"]):
        try:
            follower.rebuild(model)
        except RebuildRunningError:
            continue
        eventually(lambda: not any(each.role == "building" for each in follower.generations()))


if __name__ == "__main__":
    main(*sys.argv[1:])
