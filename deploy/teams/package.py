"""Makes the Teams app package: fills in the manifest's placeholders and zips it with the icons.

    python deploy/teams/package.py --app-id GUID --bot-id GUID --website URL --privacy URL --terms URL --pack PACK

Placeholders: TEAMS_APP_ID (the app's own id, any GUID, always the same), BOT_ID (the bot's app id, as in ONRAMP_APP_ID), DEVELOPER_NAME,
WEBSITE_URL, PRIVACY_URL, TERMS_URL, VERSION (Onramp's), PROGRAMME and STARTER_1 to STARTER_3 (the pack's).
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from knowledge import pack
from knowledge.command_line import end
from knowledge.models import PackManifest

HERE = Path(__file__).resolve().parent
ICONS = ("color.png", "outline.png")
_STARTERS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the package and return the exit status: 0 done, 1 could not be done."""
    options = _parser().parse_args(arguments)
    return end("package.py", lambda: _make(options), failed=1)


def _make(options: argparse.Namespace) -> int:
    manifest = filled_in(placeholders(options, pack.load(options.pack).manifest))
    with zipfile.ZipFile(options.out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False))
        for icon in ICONS:
            archive.write(HERE / icon, icon)
    sys.stderr.write(f"package.py: {options.out} is ready to be uploaded to Teams\n")
    return 0


def placeholders(options: argparse.Namespace, programme: PackManifest) -> dict[str, str]:
    """What stands for each placeholder; a starter that the pack does not have stands for nothing."""
    starters = (*programme.starters, *[""] * _STARTERS)[:_STARTERS]
    return {
        "TEAMS_APP_ID": options.app_id, "BOT_ID": options.bot_id, "VERSION": _version(), "PROGRAMME": programme.programme,
        "DEVELOPER_NAME": options.developer, "WEBSITE_URL": options.website, "PRIVACY_URL": options.privacy, "TERMS_URL": options.terms,
        **{f"STARTER_{number}": starter for number, starter in enumerate(starters, start=1)},
    }  # fmt: skip


def filled_in(values: Mapping[str, str]) -> dict[str, Any]:
    """The manifest with `values` in place of the placeholders, without the commands that are left without a title."""
    manifest: dict[str, Any] = _fill(json.loads((HERE / "manifest.json").read_text(encoding="utf-8")), values)
    for bot in manifest["bots"]:
        for commands in bot["commandLists"]:
            commands["commands"] = [command for command in commands["commands"] if command["title"]]
    return manifest


def _fill(node: Any, values: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        return {name: _fill(value, values) for name, value in node.items()}
    if isinstance(node, list):
        return [_fill(item, values) for item in node]
    if isinstance(node, str):
        for name, value in values.items():
            node = node.replace(f"${{{{{name}}}}}", value)
    return node


def _version() -> str:
    return str(tomllib.loads((HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Make the Teams app package.")
    parser.add_argument("--app-id", type=_guid, required=True, help="the app's own id: any GUID, the same for every version")
    parser.add_argument("--bot-id", type=_guid, required=True, help="the bot's app id, as in ONRAMP_APP_ID")
    parser.add_argument("--developer", default="Onramp", help="who provides the app (default: %(default)s)")
    parser.add_argument("--website", type=_https, required=True, help="where people find support")
    parser.add_argument("--privacy", type=_https, required=True, help="the privacy statement")
    parser.add_argument("--terms", type=_https, required=True, help="the terms of use")
    parser.add_argument("--pack", required=True, help="the pack that the bot answers from: a bundled one by name, or a folder")
    parser.add_argument("--out", type=Path, default=Path("onramp.zip"), help="where the package goes (default: %(default)s)")
    return parser


def _guid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no GUID, such as 00000000-0000-0000-0000-000000000000") from None


def _https(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.netloc:
        raise argparse.ArgumentTypeError(f"{text!r} is no https address")
    return text


if __name__ == "__main__":
    sys.exit(main())
