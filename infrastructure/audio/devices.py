"""Is there anything here that can make a sound?"""

import os
import socket
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ALSA_CARDS = Path("/proc/asound/cards")
ANSWER_SECONDS_MAX = 0.05
PULSE_TCP_PORT = 4713


def has_audio_device() -> bool:
    """Takes less than 100 ms. Systems other than Linux are taken at their word."""
    if not sys.platform.startswith("linux"):
        return True
    return has_pulse_server(os.environ) or has_alsa_card()


def has_pulse_server(environment: Mapping[str, str]) -> bool:
    """PulseAudio, or PipeWire in its place, answers."""
    if address := environment.get("PULSE_SERVER"):
        return any(_answers(each) for each in address.split())
    return any(_socket_answers(path) for path in _usual_sockets(environment))


def has_alsa_card(cards: Path = ALSA_CARDS) -> bool:
    try:
        listing = cards.read_text()
    except OSError:
        return False
    return bool(listing.strip()) and "no soundcards" not in listing


def _usual_sockets(environment: Mapping[str, str]) -> Iterator[Path]:
    if folder := environment.get("PULSE_RUNTIME_PATH"):
        yield Path(folder, "native")
    if folder := environment.get("XDG_RUNTIME_DIR"):
        yield Path(folder, "pulse", "native")
    yield Path(f"/run/user/{os.getuid()}/pulse/native")
    yield Path("/run/pulse/native")
    yield from Path(environment.get("HOME", "/root"), ".config", "pulse").glob("*-runtime/native")


def _answers(address: str) -> bool:
    address = address.rpartition("}")[2]  # "{machine-id}unix:/path"
    if address.startswith("/"):
        return _socket_answers(Path(address))
    if address.startswith("unix:"):
        return _socket_answers(Path(address.removeprefix("unix:")))
    return _host_answers(address)


def _socket_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(ANSWER_SECONDS_MAX)
        try:
            connection.connect(str(path))
        except OSError:
            return False
    return True


def _host_answers(address: str) -> bool:
    for scheme in ("tcp:", "tcp4:", "tcp6:"):
        address = address.removeprefix(scheme)
    host, colon, port = address.rpartition(":")
    if not colon or not port.isdigit():
        host, port = address, str(PULSE_TCP_PORT)
    try:
        socket.create_connection((host.strip("[]"), int(port)), ANSWER_SECONDS_MAX).close()
    except (OSError, ValueError):
        return False
    return True
