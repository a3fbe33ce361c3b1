"""One document to its records, and the key under which they are known when it is built again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

import indexer
import knowledge
from indexer import chunking, sections
from indexer.errors import BadSource
from indexer.extract.document import extract
from indexer.extract.names import Names
from indexer.loaders import files
from indexer.loaders.document import Document
from knowledge.models import Indexed, PackManifest, Record
from knowledge.ports import Encoder

_READERS = ("lxml", "markdown-it-py", "markitdown")


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a document gave: its records, and what was not understood, a sentence each."""

    records: tuple[Record, ...]
    issues: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Reads the documents of a pack below `root`. encoder: counts tokens. max_bytes: of a document."""

    pack: PackManifest
    root: Path | None
    encoder: Encoder
    max_bytes: int

    def __call__(self, indexed: Indexed) -> Read | str:
        """What the document gave, or the reason why it cannot be read."""
        try:
            if self.root is None:
                raise BadSource("no source root is known; give one with --source-root or in the pack")
            return self._read(files.load(self.root / indexed.path, max_bytes=self.max_bytes), indexed)
        except BadSource as fault:
            return str(fault)

    def key(self, indexed: Indexed) -> str:
        """Another wherever the document could give something else: by its content, how it is read, the pack or the code.

        Empty where it cannot be read.
        """
        try:
            if self.root is None or (self.root / indexed.path).stat().st_size > self.max_bytes:
                return ""
            with (self.root / indexed.path).open("rb") as stream:
                content = hashlib.file_digest(stream, "sha256").digest()
        except OSError:
            return ""
        return hashlib.sha256(b"\n".join((content, indexed.model_dump_json(by_alias=True).encode(), self._around))).hexdigest()

    @cached_property
    def _around(self) -> bytes:
        pack = self.pack.model_copy(update={"indexed": ()})
        return f"{pack.model_dump_json(by_alias=True)}\n{self.max_bytes}\n{_code()}".encode()

    def _read(self, document: Document, indexed: Indexed) -> Read:
        extracted = extract(document, indexed, self.pack)
        names = Names(self.pack, title=document.title, workload=indexed.workload)
        records: list[Record] = list(extracted.records)
        for section in sections.gather(extracted.rest):
            workloads = names.workloads(section.blocks[0], own_words=False)  # a text that names many workloads is of none
            records += chunking.passages(section, source=indexed.source, workloads=workloads, encoder=self.encoder, pack=self.pack)
        return Read(records=tuple(records), issues=tuple(extracted.issues))


@cache
def _code() -> str:
    """The sha256 of the code that reads, of the words that it knows, and the versions of the packages that it reads with."""
    digest = hashlib.sha256("\n".join(version(name) for name in _READERS).encode())
    for package in (indexer, knowledge):
        folder = Path(*package.__path__)
        for path in sorted((*folder.rglob("*.py"), *folder.glob("texts/*.toml"))):
            digest.update(path.read_bytes())
    return digest.hexdigest()
