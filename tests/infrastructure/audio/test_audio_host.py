import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from infrastructure.audio.audio_host import AudioHost
from infrastructure.audio.errors import AudioHostDownError, NoFreeVoiceError
from infrastructure.audio.messages import Ended, Failed, Playing, Stopped
from tests.infrastructure.audio.hearsay import Hearsay

LONG_MS = 60_000


@pytest.fixture
def host(hearsay: Hearsay) -> Iterator[AudioHost]:
    host = AudioHost("null", voices_max=3, on_reports=hearsay)
    host.start()
    yield host
    host.close()


def play(host: AudioHost, path: Path, duration_ms: int = LONG_MS) -> UUID:
    play_id = uuid4()
    host.play(play_id, path, duration_ms)
    return play_id


def kill(host: AudioHost) -> None:
    assert host.process_id is not None
    os.kill(host.process_id, signal.SIGKILL)


def wait_for_generation(host: AudioHost, generation: int) -> None:
    deadline = time.monotonic() + 5
    while not (host.is_up and host.generation == generation):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_started_host_is_up_and_describes_itself(host: AudioHost) -> None:
    assert (host.is_up, host.generation, host.description) == (True, 1, "null")


def test_a_play_holds_a_voice_until_it_ends(host: AudioHost, hearsay: Hearsay, tone: Path) -> None:
    play_id = play(host, tone, 50)
    assert host.voices_busy == 1
    hearsay.wait_for(Ended)
    assert host.voices_busy == 0
    assert hearsay.of(play_id) == [Playing(play_id, 1), Ended(play_id, 1)]


def test_more_plays_than_voices_are_refused(host: AudioHost, hearsay: Hearsay, tone: Path) -> None:
    for _ in range(3):
        play(host, tone)
    with pytest.raises(NoFreeVoiceError):
        play(host, tone)
    host.stop_all()
    hearsay.wait_for(Stopped, count=3)
    play(host, tone)


def test_one_play_can_be_stopped(host: AudioHost, hearsay: Hearsay, tone: Path) -> None:
    stopped, other = play(host, tone), play(host, tone)
    host.stop(stopped)
    host.stop(uuid4())
    hearsay.wait_for(Stopped)
    assert hearsay.ends() == [Stopped(stopped, 1)]
    assert host.voices_busy == 1
    assert other != stopped


def test_a_killed_host_fails_its_plays_once_and_is_replaced_within_two_seconds(
    host: AudioHost, hearsay: Hearsay, tone: Path
) -> None:
    plays = {play(host, tone), play(host, tone)}
    hearsay.wait_for(Playing, count=2)
    killed = time.monotonic()
    kill(host)
    wait_for_generation(host, 2)
    assert time.monotonic() - killed < 2.0
    assert {report.play_id for report in hearsay.ends()} == plays
    assert all(isinstance(r, Failed) and r.reason == "The audio host stopped." for r in hearsay.ends())
    assert len(hearsay.ends()) == 2
    assert host.voices_busy == 0
    again = play(host, tone, 20)
    hearsay.wait_for(Ended)
    assert hearsay.of(again) == [Playing(again, 2), Ended(again, 2)]


def test_nothing_is_taken_while_there_is_no_host(host: AudioHost, hearsay: Hearsay, tone: Path) -> None:
    waiting = play(host, tone)
    kill(host)
    hearsay.wait_for(Failed)
    with pytest.raises(AudioHostDownError, match="stopped"):
        play(host, tone)
    assert [report.play_id for report in hearsay.ends()] == [waiting]


def test_a_late_report_of_an_earlier_generation_is_dropped(
    host: AudioHost, hearsay: Hearsay, tone: Path
) -> None:
    kill(host)
    wait_for_generation(host, 2)
    play_id = play(host, tone)
    hearsay.wait_for(Playing)
    host._receive([Ended(play_id, 1)])  # noqa: SLF001 - no pipe outlives its host, so none can be late by itself
    assert hearsay.of(play_id) == [Playing(play_id, 2)]
    assert host.voices_busy == 1


def test_closing_fails_what_is_open_and_leaves_no_process(hearsay: Hearsay, tone: Path) -> None:
    host = AudioHost("null", voices_max=3, on_reports=hearsay)
    host.start()
    pid = host.process_id
    descriptors = open_descriptors()
    play(host, tone)
    host.close()
    host.close()
    assert pid is not None
    assert not Path(f"/proc/{pid}").exists()
    assert len(hearsay.wait_for(Failed)) == 1
    assert open_descriptors() == descriptors - 2
    with pytest.raises(AudioHostDownError):
        play(host, tone)


def test_a_host_that_cannot_start_says_why(hearsay: Hearsay) -> None:
    host = AudioHost(
        "pulse", voices_max=1, on_reports=hearsay, environment={"PYTHON_VLC_LIB_PATH": "/none.so"}
    )
    with pytest.raises(AudioHostDownError, match="libvlc could not be loaded"):
        host.start()


def test_the_host_dies_with_a_server_that_is_killed(tone: Path) -> None:
    program = (
        "import time; from infrastructure.audio.audio_host import AudioHost\n"
        "host = AudioHost('null', voices_max=1, on_reports=print); host.start()\n"
        "print(host.process_id, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pid = int(server.stdout.readline())
        server.kill()
    deadline = time.monotonic() + 2
    while _lives(pid):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def _lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
