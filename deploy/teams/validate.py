"""Validates a Teams app package by Microsoft's own schema, which npm brings: python deploy/teams/validate.py onramp.zip."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

SCHEMA_PACKAGE = "@microsoft/app-manifest@1.1.2"  # holds the schemas of all versions
_ICONS = {"color": 192, "outline": 32}


class SchemaMissing(Exception):
    """The schema cannot be had; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Validate and return the exit status: 0 valid or not to be validated here, 1 faulty. Says which on stderr."""
    parser = argparse.ArgumentParser(description="Validate a Teams app package.")
    parser.add_argument("package", type=Path)
    options = parser.parse_args(arguments)
    try:
        with zipfile.ZipFile(options.package) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            found = icon_faults({kind: archive.read(manifest["icons"][kind]) for kind in _ICONS})
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as unread:
        sys.stderr.write(f"validate.py: {options.package}: this is no Teams app package ({unread}); make one with make teams-package\n")
        return 1
    try:
        found += faults(manifest, schema(manifest["manifestVersion"]))
    except SchemaMissing as reason:
        sys.stderr.write(f"validate.py: the manifest was not validated: {reason}\n")
    for fault in found:
        sys.stderr.write(f"validate.py: {fault}\n")
    if not found:
        sys.stderr.write(f"validate.py: no fault found in {options.package}\n")
    return 1 if found else 0


def schema(version: str) -> dict[str, Any]:
    """Microsoft's schema of the manifest's `version`. Raises SchemaMissing."""
    npm = shutil.which("npm")
    if npm is None:
        raise SchemaMissing("npm is not installed, so Microsoft's schema cannot be had")
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run([npm, "pack", SCHEMA_PACKAGE, "--silent"], cwd=folder, check=True, capture_output=True, timeout=120)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            raise SchemaMissing(f"npm could not get {SCHEMA_PACKAGE}") from None
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            member = archive.extractfile(f"package/build/json-schemas/teams/v{version}/MicrosoftTeams.schema.json")
            if member is None:
                raise SchemaMissing(f"{SCHEMA_PACKAGE} has no schema of version {version}")
            found: dict[str, Any] = json.load(member)
    return found


def faults(manifest: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """What `schema` finds wrong with `manifest`, each with its place."""
    return [f"{'/'.join(map(str, fault.absolute_path))}: {fault.message}" for fault in Draft4Validator(schema).iter_errors(manifest)]


def icon_faults(icons: dict[str, bytes]) -> list[str]:
    """What is wrong with the `icons`, given by their kind: each is a PNG of the size that Teams asks for, as its header says."""
    found = []
    for kind, icon in icons.items():
        size = (int.from_bytes(icon[16:20], "big"), int.from_bytes(icon[20:24], "big"))
        if icon[:8] != b"\x89PNG\r\n\x1a\n" or size != (_ICONS[kind], _ICONS[kind]):
            found.append(f"icons/{kind}: found {size[0]} by {size[1]} pixels; Teams asks for a PNG of {_ICONS[kind]} by {_ICONS[kind]}")
    return found


if __name__ == "__main__":
    sys.exit(main())
