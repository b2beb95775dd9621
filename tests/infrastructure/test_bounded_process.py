"""A program that runs too long, says too much or wants too much ends, and nothing of it is left."""

import sys
import time
from pathlib import Path
from threading import Timer

import pytest

from infrastructure.bounded_process import HEARD_BYTES_MAX, CutOffError, Limits, OverTimeError, Processes, run


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_it_answers_with_what_was_said_and_how_it_ended() -> None:
    ended = run(python("import sys; print('yes'); print('no', file=sys.stderr); sys.exit(3)"), Limits(20))
    assert (ended.code, ended.answer, ended.complaint) == (3, b"yes\n", b"no\n")


def test_it_hears_nothing_of_our_own_input() -> None:
    assert run(python("import sys; print(repr(sys.stdin.read()))"), Limits(20)).answer == b"''\n"


def test_what_takes_too_long_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import subprocess, time;"
        "child = subprocess.Popen(['sleep', '60']);"
        f"open({str(pid_file)!r}, 'w').write(str(child.pid)); time.sleep(60)"
    )
    with pytest.raises(OverTimeError):
        run(python(code), Limits(1.5))
    assert is_gone(int(pid_file.read_text()))


def test_what_burns_the_processor_is_killed_whatever_the_clock_says() -> None:
    with pytest.raises(OverTimeError):
        run(python("while True: pass"), Limits(1))


def test_memory_has_a_limit() -> None:
    assert run(python("bytearray(1 << 29)"), Limits(20, memory_bytes=1 << 28)).code != 0


def test_a_file_has_a_limit(tmp_path: Path) -> None:
    file = tmp_path / "file"
    code = f"open({str(file)!r}, 'wb').write(bytes(1 << 20))"
    assert run(python(f"import time; time.sleep(0.2); {code}"), Limits(20, file_bytes=1 << 16)).code != 0
    assert file.stat().st_size <= 1 << 16


def test_of_what_says_too_much_the_end_is_heard() -> None:
    said = run(python(f"print('x' * {3 * HEARD_BYTES_MAX}); print('end')"), Limits(20)).answer
    assert len(said) == HEARD_BYTES_MAX
    assert said.endswith(b"end\n")


def test_once_closed_what_runs_is_killed_and_nothing_begins() -> None:
    processes = Processes()
    Timer(0.3, processes.close).start()
    begun = time.monotonic()
    with pytest.raises(CutOffError):
        run(python("import time; time.sleep(60)"), Limits(60), processes)
    with pytest.raises(CutOffError):
        run(python("pass"), Limits(60), processes)
    assert time.monotonic() - begun < 30


def is_gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split(")")[1]:
            return True
        time.sleep(0.02)
    return False
