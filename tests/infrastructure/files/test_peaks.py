"""The waveform of many samples is that of few: nothing that stands out is lost."""

import random
from array import array

import pytest

from infrastructure.files.peaks import PEAKS, Peaks


def peaks_of(samples: array, block: int) -> list[tuple[float, float]]:  # type: ignore[type-arg]  # no generic at run time
    peaks = Peaks()
    for at in range(0, len(samples), block):
        peaks.add(samples[at : at + block])
    return peaks.finish()


@pytest.mark.parametrize("count", [1, 399, 400, 401, 3_199, 3_200, 100_003])
def test_there_are_as_many_pairs_however_many_samples(count: int) -> None:
    numbers = random.Random(count)  # noqa: S311 - the same at every run
    samples = array("h", [numbers.randint(-32_768, 32_767) for _ in range(count)])
    pairs = peaks_of(samples, block=1_000)
    assert len(pairs) == PEAKS
    assert all(-1 <= low <= high <= 1 for low, high in pairs)
    assert min(low for low, _ in pairs) == round(min(samples) / 32_768, 3)
    assert max(high for _, high in pairs) == round(max(samples) / 32_768, 3)


def test_blocks_do_not_matter() -> None:
    samples = array("h", [(number * 7_919) % 65_536 - 32_768 for number in range(50_000)])
    assert peaks_of(samples, block=50_000) == peaks_of(samples, block=777)


def test_a_click_stands_where_it_was() -> None:
    samples = array("h", bytes(2 * 80_000))
    samples[60_000] = 32_767
    found = [place for place, (_, high) in enumerate(peaks_of(samples, block=4_096)) if high > 0]
    assert found == [300]


def test_no_samples_have_no_peaks() -> None:
    assert Peaks().finish() == []
