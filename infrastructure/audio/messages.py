"""What goes over the pipes between the server and its audio host: one JSON object a line."""

from uuid import UUID

from msgspec import Struct
from msgspec.json import Decoder, Encoder

# Commands: the server's, to the host. Pause, seek and volume will stand here.


class Play(Struct, frozen=True, tag="play"):
    play_id: UUID
    path: str
    duration_ms: int
    generation: int


class Stop(Struct, frozen=True, tag="stop"):
    play_id: UUID


class StopAll(Struct, frozen=True, tag="stop_all"):
    pass


Command = Play | Stop | StopAll

# Reports: the host's, to the server. Each play ends with one of Ended, Stopped and Failed.


class Playing(Struct, frozen=True, tag="playing"):
    play_id: UUID
    generation: int


class Ended(Struct, frozen=True, tag="ended"):
    play_id: UUID
    generation: int


class Stopped(Struct, frozen=True, tag="stopped"):
    play_id: UUID
    generation: int


class Failed(Struct, frozen=True, tag="failed"):
    """The reason is a sentence for people."""

    play_id: UUID
    generation: int
    reason: str


Report = Playing | Ended | Stopped | Failed

# What a host says of itself, before any report.


class Ready(Struct, frozen=True, tag="ready"):
    description: str


class NotReady(Struct, frozen=True, tag="not_ready"):
    """The host's last words."""

    reason: str


HostMessage = Playing | Ended | Stopped | Failed | Ready | NotReady

encoder = Encoder()
command_decoder: Decoder[Command] = Decoder(Command)
host_message_decoder: Decoder[HostMessage] = Decoder(HostMessage)
