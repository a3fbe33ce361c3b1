"""Builds and starts the image of deploy/Dockerfile on a machine without a container engine's daemon and without a registry of images.

    sudo python deploy/rehearse.py            # needs debootstrap and buildah, two packages of Debian, and some minutes

The base is made by debootstrap, of the same packages as Debian's own image. Every step of the Dockerfile then runs in that clean root,
by buildah with chroot for isolation; the image's user, its contents, its health check and its answer to a question are tried. What is
not tried: the isolation of a container engine, and the base image as it is published. pip finds packages where this machine's finds them.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parents[1]
BASE, IMAGE = "localhost/onramp-rehearsal-base:bookworm", "localhost/onramp-rehearsal:latest"
PORT = 39780
_READY_WITHIN_S = 60


def main(arguments: Sequence[str] | None = None) -> int:
    """Rehearse, and return the exit status: 0 all went well, 1 something did not, 2 it cannot be tried here."""
    parser = argparse.ArgumentParser(description="Build and start the image without a container engine.")
    parser.add_argument("--dockerfile", type=Path, default=PROJECT / "deploy" / "Dockerfile")
    options = parser.parse_args(arguments)
    missing = [tool for tool in ("buildah", "debootstrap") if shutil.which(tool) is None]
    if missing or os.geteuid() != 0:
        _say(f"not tried: this needs root and {', '.join(missing) or 'nothing else'}")
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        try:
            _make_base(Path(scratch))
            _build(options.dockerfile, Path(scratch))
            _try_out()
        except subprocess.CalledProcessError as fault:
            _say(f"FAILED with {fault.returncode}: {' '.join(map(str, fault.cmd))}\n{(fault.stdout or '')[-4000:]}")
            return 1
    _say("all steps went well")
    return 0


def _make_base(scratch: Path) -> None:
    if BASE in _run("buildah", "images", "--format", "{{.Name}}:{{.Tag}}").split():
        return
    _say("making the base")
    root = scratch / "root"
    _run("debootstrap", "--variant=minbase", "bookworm", root)
    container = _run("buildah", "from", "scratch")
    _run("buildah", "copy", "--quiet", container, root, "/")
    _run("buildah", "commit", "--quiet", "--rm", container, BASE)


def _build(dockerfile: Path, scratch: Path) -> None:
    _say("building")
    began = time.monotonic()
    _run(
        "buildah", "build", "--isolation", "chroot", "--pull-never", "--format", "docker", "--layers", "--build-arg", f"BASE={BASE}",
        *_pip_as_here(scratch), "--file", dockerfile, "--tag", IMAGE, PROJECT,
    )  # fmt: skip
    size = int(json.loads(_run("buildah", "images", "--json", IMAGE))[0].get("size", "0").split()[0].split(".")[0])
    _say(f"built in {time.monotonic() - began:.0f} s; {size} MB")


def _pip_as_here(scratch: Path) -> list[str]:
    """Volumes that let pip in the build find packages where this machine's pip does."""
    listed = _run(sys.executable, "-m", "pip", "config", "list")
    values = dict(re.findall(r"^[\w:]+\.([\w-]+)='(.*)'$", listed, flags=re.MULTILINE))
    text = "[global]\n" + "".join(f"{name} = {value}\n" for name, value in values.items())
    volumes: dict[Path, str] = {}
    for path in sorted({Path(word) for word in re.findall(r"/[\w./-]+", text)}):
        if path.is_file():  # under another name, for the build has files of its own there
            volumes[path] = f"/mnt/{path.name}"
            text = text.replace(str(path), volumes[path])
        elif path.is_dir():
            volumes[Path(*path.parts[:3])] = str(Path(*path.parts[:3]))
    config = scratch / "pip.conf"
    config.write_text(text, encoding="utf-8")
    volumes[config] = "/etc/pip.conf"
    return [word for source, target in volumes.items() for word in ("--volume", f"{source}:{target}:ro")]


def _try_out() -> None:
    container = _run("buildah", "from", "--pull-never", IMAGE)
    inside = ["buildah", "run", "--isolation", "chroot"]
    try:
        user = _run(*inside, container, "--", "id", "-u")
        _say(f"it runs as user {user}")
        for absent in ("torch", "sentence_transformers", "pip", "setuptools"):
            _run(*inside, container, "--", "python", "-c", f"import importlib.util as i; assert not i.find_spec('{absent}'), 'it is there'")
        _say("torch, sentence-transformers and pip are not in it")
        answer = _run(*inside, container, "--", "onramp", "ask", "--index", "index", "Is email migration in scope for 220 seats?")
        _say(f"it answers: {' '.join(answer.split())[:120]}")
        _serve(container)
    finally:
        _run("buildah", "rm", container)


def _serve(container: str) -> None:
    """Start it as the image does, and ask its health check and whether it is ready."""
    config = json.loads(_run("buildah", "inspect", "--type", "image", IMAGE))["Docker"]["config"]
    set_here = {"ONRAMP_LOCAL": "1", "ONRAMP_HOST": "127.0.0.1", "ONRAMP_PORT": str(PORT)}
    settings = [word for name, value in set_here.items() for word in ("--env", f"{name}={value}")]
    command = ["buildah", "run", "--isolation", "chroot", *settings, container, "--", *config["Entrypoint"], *config["Cmd"]]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        while not _answers(f"http://127.0.0.1:{PORT}/readyz"):
            if process.poll() is not None or time.monotonic() - began > _READY_WITHIN_S:
                process.terminate()
                raise subprocess.CalledProcessError(process.wait(), command, process.communicate()[1])
            time.sleep(0.1)
        _say(f"it is ready after {time.monotonic() - began:.1f} s")
        check = [word.replace("3978", str(PORT)) for word in config["Healthcheck"]["Test"][1:]]
        _run("buildah", "run", "--isolation", "chroot", container, "--", *check)
        _say("its health check passes")
    finally:
        os.killpg(process.pid, 15)
        process.wait()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _run(*words: str | Path) -> str:
    """What the command writes to stdout, its last line end cut. Raises CalledProcessError with all that it wrote."""
    done = subprocess.run(list(words), capture_output=True, text=True)
    if done.returncode:
        raise subprocess.CalledProcessError(done.returncode, list(words), done.stdout + done.stderr)
    return done.stdout.strip()


def _say(text: str) -> None:
    sys.stderr.write(f"rehearse.py: {text}\n")


if __name__ == "__main__":
    sys.exit(main())
