"""A picture of a waveform, for a sound that came without one."""

from infrastructure.files.waveforms import Waveform

WIDTH, HEIGHT = 400, 100
COLOUR = "#6b7280"
THINNEST = 0.5
"""So that silence is a line."""


def picture_of(waveform: Waveform, colour: str) -> bytes:
    """An SVG of numbers alone: there is nothing of a person's words in it."""
    strokes = "".join(_stroke(x, low, high) for x, (low, high) in enumerate(waveform.peaks))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path d="{strokes}" fill="none" stroke="{colour or COLOUR}"/></svg>'
    ).encode()


def _stroke(x: int, low: float, high: float) -> str:
    top, bottom = _y(high), _y(low)
    if bottom - top < 2 * THINNEST:
        middle = (top + bottom) / 2
        top, bottom = middle - THINNEST, middle + THINNEST
    return f"M{x + 0.5} {top:.1f}V{bottom:.1f}"


def _y(sample: float) -> float:
    return HEIGHT / 2 * (1 - sample)
