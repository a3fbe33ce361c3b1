"""How commands end, as processes of their own."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

SCRIPTS = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
INSPECTED = [sys.executable, "-m", "indexer", "inspect", "--json"]
ASKED = [sys.executable, "-m", "bot.cli", "ask", "--json", "Hello", "--index"]
CARD = [sys.executable, "-m", "bot.cli", "ask", "Hello", "--index"]


@pytest.mark.parametrize("command", [INSPECTED, ASKED, CARD], ids=["inspect", "ask as JSON", "ask"])
def test_a_reader_that_has_enough_ends_a_command_without_a_word(command: list[str], contoso_index: Path) -> None:
    """As `head` does."""
    with subprocess.Popen([*command, str(contoso_index)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        told = process.stderr.read()

    assert told == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
@pytest.mark.parametrize("command", [INSPECTED, ASKED, CARD], ids=["inspect", "ask as JSON", "ask"])
def test_an_output_that_takes_no_more_is_named(command: list[str], contoso_index: Path) -> None:
    """In one line, and no success is claimed."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*command, str(contoso_index)], stdout=full, stderr=subprocess.PIPE, check=False)

    assert done.returncode in (1, 2)
    assert done.stderr.decode().endswith(": stdout: No space left on device; name another place, or mend this one\n")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_command_that_is_stopped_while_it_starts_leaves_no_stack_trace(name: str, tmp_path: Path) -> None:
    """Ctrl-C in its first second, while it imports what it needs, ends it with a line and the status that shells know."""
    module, _, function = SCRIPTS[name].partition(":")
    (tmp_path / "faiss.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(30)\n", encoding="utf-8")
    # a shell lets what it starts in the background ignore Ctrl-C, these tests among it
    heeding = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{heeding}; sys.path.insert(0, {str(tmp_path)!r}); from {module} import {function}; sys.exit({function}())"
    done = subprocess.run([sys.executable, "-c", code, "--help"], capture_output=True, text=True, timeout=60, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", f"{name}: stopped\n")
