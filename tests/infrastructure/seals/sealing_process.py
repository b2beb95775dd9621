"""A process that seals a log, or writes to it, or both, until it is killed."""

import sys

from tests.infrastructure.seals.sealed_log import SealedLog


def main(url: str, what: str) -> None:
    log = SealedLog(url)
    sealer = log.make_sealer(5)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    while True:
        if "writing" in what:
            log.append(7)
        if "sealing" in what:
            sealer.seal_all()


if __name__ == "__main__":
    main(*sys.argv[1:])
