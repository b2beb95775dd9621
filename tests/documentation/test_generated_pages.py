"""Pages that are made from the code are committed as the code has them, and the example is right."""

from pathlib import Path

import pytest

from infrastructure.documentation.settings_page import EXAMPLE, PAGE, settings_example, settings_page
from infrastructure.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]


def test_the_page_of_settings_is_what_the_code_says() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == settings_page(), "Run `make docs`."


def test_the_example_of_settings_is_what_the_code_says() -> None:
    assert (ROOT / EXAMPLE).read_text(encoding="utf-8") == settings_example(), "Run `make docs`."


def test_taking_every_sign_away_from_the_example_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    defaults = load_settings()
    lines = [line.removeprefix("# ") for line in settings_example().splitlines() if "=" in line]
    assert len(lines) == len(Settings.model_fields)
    (tmp_path / ".env").write_text("\n".join(lines))
    assert load_settings() == defaults
