"""Tries the bot in a real client: starts the bot and the Agents Playground, and drives it in a browser as a person would.

Installs the client, the browser's driver and (as root, on Debian) Chromium where they are missing. Without npm or Chromium it says so and
ends with 0. It stops only what it started, however it ends. The steps themselves stand in `scenario.mjs`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parent
# The client is a tool for evaluation: installed by name when it is wanted, never part of the product.
PACKAGES = ("@microsoft/m365agentsplayground@0.2.28", "playwright-core@1.65.1")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
START_TIMEOUT_S = 60
SCENARIO_TIMEOUT_S = 420


class Missing(Exception):
    """Something that the trial needs is not there; the message says what."""


def main() -> int:
    """Run the trial and return its exit status: 0 passed or skipped, 1 failed."""
    parser = argparse.ArgumentParser(description="Try the bot in a real client, in a browser.")
    parser.add_argument("--index", type=Path, required=True, help="the index that the bot answers from")
    parser.add_argument("--tools", type=Path, required=True, help="where the client and the browser's driver are installed")
    parser.add_argument("--screenshots", type=Path, required=True, help="where the pictures go")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped then, too
    try:
        browser = install(options.tools)
    except Missing as reason:
        print(f"e2e: skipped: {reason}")
        return 0
    passed = trial(options.index.resolve(), options.tools.resolve(), options.screenshots.resolve(), browser)
    print(f"e2e: {'passed' if passed else 'FAILED'}; screenshots in {options.screenshots}")
    return 0 if passed else 1


def install(tools: Path) -> str:
    """Make the client and its driver stand in `tools`, and return the browser's path. Raises Missing."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise Missing("npm is not installed; install Node.js 20 or newer")
    browser = find_browser() or install_browser()
    if not (tools / ".installed").exists() or (tools / ".installed").read_text() != "\n".join(PACKAGES):
        tools.mkdir(parents=True, exist_ok=True)
        # Neither package needs its install scripts, so none of them is run.
        quiet = ("--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        if subprocess.run([npm, "install", "--prefix", str(tools), *quiet, *PACKAGES], check=False).returncode != 0:
            raise Missing(f"npm could not install {' and '.join(PACKAGES)}")
        (tools / ".installed").write_text("\n".join(PACKAGES))
    return browser


def find_browser() -> str | None:
    """The path of an installed Chromium, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def install_browser() -> str:
    """Install Debian's Chromium and return its path. Raises Missing."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Missing("Chromium is not installed; install it (on Debian: apt-get install chromium)")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    browser = find_browser()
    if browser is None:
        raise Missing("Chromium is not installed, and apt-get could not install it")
    return browser


def trial(index: Path, tools: Path, screenshots: Path, browser: str) -> bool:
    """Start the bot and the client, play the scenario, stop both; return whether all of it went as it should."""
    bot_port, client_port = free_port(), free_port()
    bot_url, client_url = f"http://127.0.0.1:{bot_port}", f"http://localhost:{client_port}"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ONRAMP_")}
    inherited |= {"NO_PROXY": "localhost,127.0.0.1", "no_proxy": "localhost,127.0.0.1"}
    screenshots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="onramp-e2e-", ignore_cleanup_errors=True) as folder, contextlib.ExitStack() as stack:
        scratch = Path(folder)

        def start(name: str, command: list[object], settings: Mapping[str, str], *, shown: bool = False) -> subprocess.Popen[bytes]:
            log = None if shown else stack.enter_context((scratch / f"{name}.log").open("wb"))
            return stack.enter_context(running([str(part) for part in command], {**inherited, **settings}, log))

        bot_settings = {
            "ONRAMP_LOCAL": "1",
            "ONRAMP_PORT": str(bot_port),
            "ONRAMP_INDEX": str(index),
            "ONRAMP_DATABASE_URL": f"sqlite:///{scratch / 'onramp.sqlite3'}",
            "ONRAMP_LEAD_MINUTES": "5",  # so that a checkpoint planned for soon is due at once
        }
        client_settings = {
            "TEAMSAPPTESTER_BROWSER": "none",  # it would open one of its own
            "SEND_INSTALLATION_ACTIVITY": "true",  # so that the bot welcomes
            "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(HERE / "playground.yml"),
            "M365_AGENTS_PLAYGROUND_LOGFILE": str(scratch / "playground-own.log"),
        }
        scenario_settings = {
            "E2E_URL": client_url,
            "E2E_TOOLS": str(tools),
            "E2E_BROWSER": browser,
            "E2E_PROFILE": str(scratch / "browser"),
            "E2E_SCREENSHOTS": str(screenshots),
            "E2E_BOT": bot_url,
            "E2E_PYTHON": sys.executable,
            "ONRAMP_DATABASE_URL": bot_settings["ONRAMP_DATABASE_URL"],  # for `onramp checkpoint export`
        }
        client = tools / "node_modules/@microsoft/m365agentsplayground/cli.js"
        start_client = ["node", client, "start", "-e", f"{bot_url}/api/messages", "-c", "msteams", "-p", client_port, "--disable-telemetry"]
        try:
            wait_for(f"{bot_url}/readyz", start("bot", [sys.executable, "-m", "bot.cli", "serve"], bot_settings))
            wait_for(client_url, start("playground", start_client, client_settings))
            scenario = start("scenario", ["node", HERE / "scenario.mjs"], scenario_settings, shown=True)
            passed = scenario.wait(timeout=SCENARIO_TIMEOUT_S) == 0
        except (TimeoutError, subprocess.TimeoutExpired) as fault:
            print(f"e2e: {fault}", file=sys.stderr)
            passed = False
        if not passed:
            for log in sorted(scratch.glob("*.log")):
                print(f"--- the end of {log.name}\n{log.read_text(errors='replace')[-4000:]}", file=sys.stderr)
    return passed


@contextlib.contextmanager
def running(command: list[str], environment: Mapping[str, str], log: IO[bytes] | None) -> Iterator[subprocess.Popen[bytes]]:
    """A process of our own, in a group of its own, that ends with the block; what it says goes to `log`, else to the terminal."""
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log and subprocess.STDOUT, start_new_session=True)
    try:
        yield process
    finally:
        for sent in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sent)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
                break


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Return once `url` answers 200. Raises TimeoutError when `process` ends before that, or takes too long."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise TimeoutError(f"{url} will not answer: its program ended with status {process.returncode}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError), direct.open(url, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(f"{url} did not answer within {START_TIMEOUT_S} s")


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
