"""A process that lives one short life after the other, and may be killed in any: forked, as importing takes
longer than a life.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

DEAD = 9
DONE = 0

Live = Callable[..., int]
"""A life with these arguments; DEAD or DONE, after which it ended."""


@contextmanager
def many_lives(module: ModuleType, home: Path, database_url: str) -> Iterator[Live]:
    """`module` calls `be_born`, in the folder `home`."""
    with subprocess.Popen(
        [sys.executable, "-m", module.__name__, str(home), database_url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=home,
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def live(**arguments: object) -> int:
            stdin.write(json.dumps(arguments) + "\n")
            stdin.flush()
            ended = int(stdout.readline())
            assert ended in (DEAD, DONE)
            return ended

        yield live
        stdin.close()


def be_born(live: Callable[..., None]) -> None:
    """`live` takes the home, the database's address and its arguments."""
    home, database_url = sys.argv[1:]
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                live(Path(home), database_url, **json.loads(line))
                os._exit(DONE)
            except BaseException as error:  # noqa: BLE001 - a fork must never come back
                sys.stderr.write(f"{error!r}\n")
                sys.stderr.flush()
                os._exit(1)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
