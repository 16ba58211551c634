"""The tree itself: no file too long, nothing at the top that does not belong, builds and translations up to date."""

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WEB = ROOT / "bot" / "web"
LONGEST_FILE = 300
SOURCES = {".py", ".ts", ".tsx", ".css", ".mjs"}
MADE_BY_TOOLS = {"dist", "node_modules", "__pycache__", "shots"}
TOP_LEVEL = {
    "pyproject.toml",
    "bot",
    "models",
    "training_data",
    "tests",
    "README.md",
    "Makefile",
    "CHANGELOG.md",
    "LICENSE",
    "requirements.lock",
}
APPS = ("widget", "handoff", "console", "messenger")
LANGUAGES = ("en", "zh-Hans", "zh-Hant")


def sources() -> Iterator[Path]:
    for folder in ("bot", "tests"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in SOURCES and not MADE_BY_TOOLS.intersection(path.parts):
                yield path


def test_no_source_file_is_longer_than_a_person_can_hold_in_mind() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources()}
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_only_what_belongs_there_stands_at_the_top() -> None:
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found - MADE_BY_TOOLS <= TOP_LEVEL


def test_the_committed_browser_code_is_built_from_its_sources() -> None:
    spec = importlib.util.spec_from_file_location("hatch_build", WEB / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    hook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(hook)
    built = (WEB / "dist" / ".source-hash").read_text().strip()
    assert built == hook.source_hash(WEB), "run `make web` and commit bot/web/dist"


def texts(app: str, language: str) -> dict[str, str]:
    """Return the texts of an app by key, nested keys joined by dots."""
    return dict(_flat(json.loads((WEB / "locales" / f"{app}.{language}.json").read_text())))


def _flat(node: object, prefix: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _flat(value, f"{prefix}.{key}" if prefix else key)
    else:
        yield prefix, str(node)


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_text_is_there_in_every_language(app: str, language: str) -> None:
    assert texts(app, language).keys() == texts(app, "en").keys()


@pytest.mark.parametrize("app", APPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_says_the_same_values_and_something(app: str, language: str) -> None:
    wanted = texts(app, "en")
    for key, text in texts(app, language).items():
        assert sorted(_placeholders(text)) == sorted(_placeholders(wanted[key])), key
        assert text.strip(), key


def _placeholders(text: str) -> list[str]:
    return re.findall(r"{(\w+)}", text)
