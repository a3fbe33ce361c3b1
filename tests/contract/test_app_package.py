"""The Teams app package: valid by Microsoft's schema, and in step with what the bot understands."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.commands import Command, Commands
from bot.conversation.events import Search
from bot.teams.translate import event_of, read
from deploy.teams import package, validate
from knowledge import pack as packs
from knowledge.wording import Wording
from tests import channel
from tests.building import CONTOSO

GUID = "0f3e6c1a-7d2b-4c58-9a41-5b6c7d8e9f00"
OPTIONS = [
    "--app-id", GUID, "--bot-id", "1a2b3c4d-0000-4000-8000-000000000001", "--developer", "Contoso", "--website", "https://contoso.example",
    "--privacy", "https://contoso.example/privacy", "--terms", "https://contoso.example/terms",
]  # fmt: skip


@pytest.fixture(params=["fasttrack", str(CONTOSO)], ids=["bundled pack", "another pack"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The package for a pack, as people make it."""
    path = tmp_path / "onramp.zip"
    assert package.main([*OPTIONS, "--pack", request.param, "--out", str(path)]) == 0
    return path


@pytest.fixture
def manifest(archive: Path) -> dict[str, Any]:
    """The manifest in the package."""
    with zipfile.ZipFile(archive) as opened:
        found: dict[str, Any] = json.loads(opened.read("manifest.json"))
    return found


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    """Microsoft's schema of the version that the manifest names; skips the test where npm cannot get it."""
    try:
        return validate.schema(json.loads((package.HERE / "manifest.json").read_text())["manifestVersion"])
    except validate.SchemaMissing as reason:
        pytest.skip(str(reason))


def test_the_manifest_is_valid_by_microsoft_s_schema(manifest: dict[str, Any], schema: dict[str, Any]) -> None:
    """No fault is found in it."""
    assert validate.faults(manifest, schema) == []


def test_a_fault_in_the_manifest_is_found(manifest: dict[str, Any], schema: dict[str, Any]) -> None:
    """With its place."""
    (fault,) = validate.faults({**manifest, "accentColor": "blue"}, schema)

    assert fault.startswith("accentColor: ")


def test_a_package_is_validated_as_a_whole(archive: Path, schema: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    """As make teams-package does."""
    assert validate.main([str(archive)]) == 0

    assert "no fault found" in capsys.readouterr().err


def test_nothing_is_left_to_fill_in(manifest: dict[str, Any]) -> None:
    """Every placeholder is known to the script."""
    assert "${{" not in json.dumps(manifest)


def test_the_package_holds_the_manifest_and_its_icons(archive: Path, manifest: dict[str, Any]) -> None:
    """And nothing else."""
    with zipfile.ZipFile(archive) as opened:
        assert sorted(opened.namelist()) == sorted(["manifest.json", *manifest["icons"].values()])


def test_icons_have_the_size_that_teams_asks_for() -> None:
    """And one that has another is named."""
    color, outline = ((package.HERE / icon).read_bytes() for icon in package.ICONS)

    assert validate.icon_faults({"color": color, "outline": outline}) == []
    assert validate.icon_faults({"color": outline}) == ["icons/color: found 32 by 32 pixels; Teams asks for a PNG of 192 by 192"]


def test_the_bot_is_there_in_all_three_kinds_of_conversation(manifest: dict[str, Any]) -> None:
    """Personal chat, team and group chat."""
    (bot,) = manifest["bots"]

    assert set(bot["scopes"]) == {"personal", "team", "groupChat"}
    assert len(bot["commandLists"]) <= 3
    assert all(len(commands["commands"]) <= 12 for commands in bot["commandLists"])


def test_prompts_to_start_from_are_the_pack_s(archive: Path, manifest: dict[str, Any]) -> None:
    """In each list, in their order."""
    starters = {packs.load(name).manifest.starters[:3] for name in ("fasttrack", str(CONTOSO))}

    for commands in manifest["bots"][0]["commandLists"]:
        assert tuple(command["prompt"] for command in commands["commands"] if command.get("type") == "prompt") in starters


def test_every_command_of_the_menu_is_one_that_the_bot_understands(manifest: dict[str, Any]) -> None:
    """What is picked from the menu is sent as typed text."""
    wording = Wording.load("en")
    commands = Commands({command: wording.say(f"command.{command}") for command in Command})

    offered = [one["title"] for menu in manifest["bots"][0]["commandLists"] for one in menu["commands"] if one.get("type") != "prompt"]

    assert offered
    assert [title for title in offered if commands.read(title) is None] == []


def test_what_the_compose_box_sends_is_read_as_a_search(manifest: dict[str, Any]) -> None:
    """The command's parameter carries the words."""
    (command,) = manifest["composeExtensions"][0]["commands"]
    value = {"commandId": command["id"], "parameters": [{"name": command["parameters"][0]["name"], "value": "stock"}]}

    found = event_of(read(channel.search("") | {"value": value}))

    assert isinstance(found, Search)
    assert found.query == "stock"


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--app-id", "onramp", "is no GUID"), ("--website", "http://contoso.example", "is no https address")],
)
def test_an_option_that_does_not_fit_is_explained(option: str, value: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing is written."""
    with pytest.raises(SystemExit):
        package.main([*OPTIONS, "--pack", "fasttrack", option, value])

    assert said in capsys.readouterr().err


def test_a_pack_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With the bundled ones to choose from."""
    assert package.main([*OPTIONS, "--pack", "nowhere", "--out", str(tmp_path / "x.zip")]) == 1

    assert "nowhere: no pack there" in capsys.readouterr().err


def test_a_package_that_cannot_be_written_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """In a line."""
    out = tmp_path / "none" / "x.zip"

    assert package.main([*OPTIONS, "--pack", "fasttrack", "--out", str(out)]) == 1
    assert capsys.readouterr().err.startswith(f"package.py: {out}: No such file or directory")


@pytest.mark.parametrize("content", [None, b"", b"hello"], ids=["missing", "empty", "a text"])
def test_what_is_no_package_is_named(content: bytes | None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """In a line, with what makes one."""
    given = tmp_path / "given.zip"
    if content is not None:
        given.write_bytes(content)

    assert validate.main([str(given)]) == 1
    assert capsys.readouterr().err.startswith(f"validate.py: {given}: this is no Teams app package")
