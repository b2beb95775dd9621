"""From the button to the sound: one press after the other, until the player says that it plays."""

from contextlib import ExitStack
from shutil import which

from benchmarks import figures
from benchmarks.bare_player import seconds_until_playing
from benchmarks.board import new_board
from benchmarks.crowd import Gathering, gather
from benchmarks.databases import Database
from benchmarks.figures import Figure, percentile
from benchmarks.jobs import Target
from benchmarks.progress import Say
from tests.support.hearing import private_speakers

PRESSES = 60
WARM_UP = 5
SOUND_SECONDS = 0.3
PAUSE = 0.5
"""Each is over before the next: this is not about mixing."""


def measure(database: Database, _: float, say: Say) -> list[Figure]:
    found = [_press(database, "null", {}, say)]
    if which("pulseaudio") is None:
        return found
    with ExitStack() as stack:
        speakers = stack.enter_context(private_speakers())
        say("libvlc alone")
        alone = seconds_until_playing(speakers.environment, PRESSES, SOUND_SECONDS, PAUSE)
        alone_p95 = 1000 * percentile(alone[WARM_UP:], 95)
        ours = _press(database, "pulse", speakers.environment, say)
    remark = f"{ours.remark}; libvlc alone {alone_p95:.1f} ms: the aim is {alone_p95 + 20:.0f} ms"
    return [*found, Figure(ours.what, ours.database, ours.value, ours.goal, remark)]


def _press(database: Database, output: str, environment: dict[str, str], say: Say) -> Figure:
    say(f"button to playing, {output}")
    given = {**environment, "AUDIO_OUTPUT": output, "AUDIO_VOICES_MAX": "8"}
    with new_board(database, sound_seconds=SOUND_SECONDS) as board, board.running(environment=given):
        member = board.members[0]
        button = Target("POST", f"/api/v1/sounds/play/{board.sounds[0]}", member.token)
        heard = gather(
            Gathering(board.port, [member.token], button, PRESSES + WARM_UP, '"play.started"', PAUSE)
        )
    milliseconds = [1000 * each for each in heard.last[WARM_UP:]]
    return Figure(
        f"button → play.started at a WebSocket, {'VLC' if output == 'pulse' else 'null'}, p95",
        database.name,
        percentile(milliseconds, 95),
        figures.BUTTON,
        f"p50 {percentile(milliseconds, 50):.1f} ms, the slowest {max(milliseconds):.1f} ms",
    )
