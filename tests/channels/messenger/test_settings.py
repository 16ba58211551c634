"""How a page is set up: environment, Rasa's file, and what is said of mistakes."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.conversation.errors import BadConfiguration
from bot.credentials import read_credentials
from bot.settings import Settings, read_settings
from tests.channels.messenger.conftest import settings_of
from tests.support.graph import WallClock, fake_graph
from tests.support.live import live

RASA = """\
rest:
slack:
  slack_token: "xoxb"
facebook:
  verify: "rasa-bot"
  secret: "3e34709d01ea89032asdebfe5a74518"
  page-access-token: "EAAbHPa7H9rEBAAuFk4"
"""


@pytest.fixture
def rasa(tmp_path: Path) -> Path:
    file = tmp_path / "credentials.yml"
    file.write_text(RASA)
    return file


def secrets(settings: Settings) -> tuple[str, ...]:
    given = settings.messenger
    found = (given.verify_token, given.app_secret, given.page_access_token)
    return tuple(one.get_secret_value() for one in found if one)


def mistakes(file: Path) -> list[str]:
    with pytest.raises(BadConfiguration) as caught:
        read_settings(credentials=file)
    for secret in ("3e34709d01ea89032asdebfe5a74518", "EAAbHPa7H9rEBAAuFk4"):
        assert secret not in caught.value.message
    return [problem.removeprefix(f"{file}") for problem in caught.value.problems]


def test_rasas_file_sets_the_channel_up_and_other_blocks_are_named(rasa: Path) -> None:
    settings = read_settings(credentials=rasa)
    assert secrets(settings) == ("rasa-bot", "3e34709d01ea89032asdebfe5a74518", "EAAbHPa7H9rEBAAuFk4")
    assert settings.messenger.is_on
    assert read_credentials(rasa, {}).passed_over == ("rest", "slack")
    assert "EAAb" not in repr(read_credentials(rasa, {})) + repr(settings)


def test_the_environment_wins_over_the_file(rasa: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_CREDENTIALS", str(rasa))
    monkeypatch.setenv("BATON_MESSENGER__VERIFY_TOKEN", "another")
    monkeypatch.setenv("BATON_MESSENGER__PAGE_ID", "4711")
    settings = read_settings()
    assert secrets(settings)[0] == "another"
    assert settings.messenger.tokens() == {"4711": "EAAbHPa7H9rEBAAuFk4"}


def test_values_come_from_the_environment_as_in_rasa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "credentials.yml"
    file.write_text("facebook:\n  verify: v\n  secret: ${FB_SECRET}\n  page-access-token: ${FB_NONE}\n")
    monkeypatch.setenv("FB_SECRET", "hush")
    assert mistakes(file) == [":4: `page-access-token`: there is no `FB_NONE` in the environment"]
    monkeypatch.setenv("FB_NONE", "EAA")
    assert secrets(read_settings(credentials=file)) == ("v", "hush", "EAA")


def test_every_mistake_in_the_block_is_named_with_its_line(rasa: Path) -> None:
    rasa.write_text(RASA.replace("verify:", "verfy:").replace('"EAAbHPa7H9rEBAAuFk4"', '"EAAbHPa7H9rEBAAuFk4 x"'))
    assert mistakes(rasa) == [
        ":4: `facebook`: `verify` is missing",
        ":5: `facebook`: unknown key `verfy`; did you mean `verify`?",
        ":7: `page-access-token`: a text without spaces is wanted",
    ]
    rasa.write_text(RASA.replace("facebook:", "facebok:"))
    assert mistakes(rasa) == [":4: unknown block `facebok`; did you mean `facebook`?"]
    rasa.write_text("facebook: [")
    assert mistakes(rasa) == [":1: not YAML"]
    rasa.write_text("")
    assert mistakes(rasa) == [":1: the file is empty"]
    rasa.unlink()
    assert mistakes(rasa) == [": No such file or directory"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"app_secrt": "hush"}, "messenger.app_secrt: there is no such setting; did you mean `app_secret`?"),
        ({"page_id": "my page"}, "messenger.page_id must be a number"),
        ({"app_secret": "hu sh"}, "messenger.app_secret has spaces in it"),
        ({"pages": {"4711": ""}}, "messenger.pages.4711 is empty"),
        ({"graph_url": "graph"}, "messenger.graph_url must be an address such as https://graph.facebook.com"),
        ({"agent_picture": "http://x/y.png"}, "messenger.agent_picture must be an address that begins with https://"),
        ({"login_url": "http://x/login"}, "messenger.login_url must be an address that begins with https://"),
        ({"page_id": "1", "pages": {"1": "x"}}, "messenger.page_id stands in pages too"),
    ],
)
def test_each_mistake_is_one_clear_sentence(given: dict[str, object], said: str) -> None:
    with pytest.raises(BadConfiguration) as caught:
        read_settings(messenger=given)
    assert caught.value.problems == (said,)
    assert "hush" not in caught.value.message
    assert caught.value.__cause__ is None, "the cause holds the values"


def test_what_is_missing_is_named_as_it_is_given() -> None:
    settings = read_settings(messenger={"page_id": "1", "page_access_token": "x", "app_secret": ""})
    with pytest.raises(BadConfiguration) as caught:
        _ = settings.messenger.is_on
    assert caught.value.problems == (
        "messenger: app_secret is missing (BATON_MESSENGER__APP_SECRET)",
        "messenger: verify_token is missing (BATON_MESSENGER__VERIFY_TOKEN)",
    )
    assert not read_settings().messenger.is_on


async def test_the_pages_id_is_asked_of_meta_and_remembered(tmp_path: Path) -> None:
    async with fake_graph(WallClock()) as fake:
        given = {**settings_of(fake), "page_id": None}
        async with live(tmp_path, messenger=given) as running:
            assert running.baton.messenger is not None
            assert running.baton.messenger.pages.serves(fake.shop.id)
        fake.faults.crash(503, times=100, api="*")
        async with live(tmp_path, messenger=given) as running:
            assert running.baton.messenger is not None
            assert running.baton.messenger.pages.serves(fake.shop.id)
        assert fake.shop.token not in (tmp_path / "data" / "messenger_pages.json").read_text()
        with pytest.raises(BadConfiguration, match="BATON_MESSENGER__PAGE_ID"):
            async with live(tmp_path / "new", messenger=given):
                pass
        fake.faults.clear()
        fake.kill_token()
        with pytest.raises(BadConfiguration, match="make a new one"):
            async with live(tmp_path / "new", messenger=given):
                pass


def baton(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "messenger", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})


async def test_the_commands_say_it_in_plain_lines_json_and_a_status(tmp_path: Path) -> None:
    async with fake_graph(WallClock()) as fake:
        fake.shop.fields.clear()
        environment = {f"BATON_MESSENGER__{k.upper()}": str(v) for k, v in settings_of(fake).items() if k != "page_id"}
        folder = ("--data", str(tmp_path / "data"))
        dry = await asyncio.to_thread(baton, environment, "setup", "--dry-run")
        assert json.loads(dry.stdout)["messenger_profile"].keys() >= {"greeting", "persistent_menu"}
        assert not fake.calls
        ill = await asyncio.to_thread(baton, environment, "doctor", *folder)
        assert (ill.returncode, ill.stderr) == (1, "")
        assert "problem " in ill.stdout
        assert "→ " in ill.stdout
        done = await asyncio.to_thread(baton, environment, "setup", *folder)
        assert (done.returncode, done.stderr) == (0, "")
        assert f"{fake.shop.id}  greeting: done" in done.stdout
        well = await asyncio.to_thread(baton, environment, "doctor", "--json", *folder)
        assert (well.returncode, well.stderr) == (0, "")
        assert {one["state"] for one in json.loads(well.stdout)} == {"ok", "note"}
        nothing = await asyncio.to_thread(baton, {}, "doctor", *folder)
        assert nothing.returncode == 2
        assert "Messenger is not set up" in nothing.stderr
        for one in (ill, done, well, nothing):
            assert fake.shop.token not in one.stdout + one.stderr
            assert fake.app.secret not in one.stdout + one.stderr
