"""How loud sounds are to be, and in which form they are kept: what the settings say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType

CODECS = MappingProxyType(
    {
        "mp3": ("mp3", "libmp3lame"),
        "ogg": ("ogg", "libvorbis"),
        "opus": ("opus", "libopus"),
        "m4a": ("ipod", "aac"),
        "flac": ("flac", "flac"),
        "wav": ("wav", "pcm_s16le"),
    }
)
"""Format → ffmpeg's names for the container and the codec."""

WITHOUT_LOSS = frozenset({"flac", "wav"})
WITHOUT_LOSS_BYTES_A_SECOND = 200_000
"""48,000 times two channels of 16 bits, and a little more."""

SPARE = 2
"""Times as much as the bit rate says: short files are mostly headers."""

HEADER_BYTES = 1 << 20

MP3_FROM_MS = 100
"""A shorter one has not the seven frames by which ffmpeg tells an mp3 from a film: it is kept as WAV."""

SHORT_MP3_MS = 300
"""Below this it is to have as many frames as there can be."""


@dataclass(frozen=True)
class Target:
    integrated: float = -23.0
    """In LUFS."""
    true_peak: float = -2.0
    """In dBTP, never louder."""
    range: float = 7.0
    """In LU: what varies more is not forced into it, but made louder or softer as it is."""

    def told(self) -> Mapping[str, float]:
        return asdict(self)


@dataclass(frozen=True)
class Form:
    format: str = "mp3"
    bitrate: str = "256k"

    @property
    def suffix(self) -> str:
        return f".{self.format}"

    @property
    def options(self) -> Mapping[str, object]:
        """For ffmpeg's output."""
        container, codec = CODECS[self.format]
        bitrate = {} if self.format in WITHOUT_LOSS else {"audio_bitrate": self.bitrate}
        return {"f": container, "acodec": codec, "map_metadata": -1, **bitrate}

    def for_length(self, duration_ms: int) -> Form:
        return Form("wav") if self.format == "mp3" and duration_ms < MP3_FROM_MS else self

    def rate_for(self, rate: int, duration_ms: int) -> int:
        """Samples a second that the codec takes, of the same family as those of the source."""
        is_of_cds = rate % 11_025 == 0 and self.format != "opus"
        return 44_100 if is_of_cds and duration_ms >= SHORT_MP3_MS else 48_000

    def bytes_max(self, seconds: float) -> int:
        """A file of this form that is longer has gone wrong."""
        lossy = int(self.bitrate.removesuffix("k")) * 1_000 // 8
        a_second = WITHOUT_LOSS_BYTES_A_SECOND if self.format in WITHOUT_LOSS else SPARE * lossy
        return HEADER_BYTES + int(a_second * seconds)
