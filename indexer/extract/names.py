"""Which workloads and which phase a block speaks of: by its headings, its row, and at last its own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.loaders.document import Block, fold
from knowledge.models import PackManifest
from knowledge.vocabulary import Vocabulary
from knowledge.words import tokens


class Names:
    """Finds the pack's names where a block stands."""

    def __init__(self, pack: PackManifest, *, title: str = "", workload: str | None = None) -> None:
        """title and workload: of the document; a declared workload says what its title speaks of."""
        self._vocabulary = Vocabulary(pack)
        self._families = {item.id: item.family for item in pack.workloads}
        self._themes = {item.id for item in pack.workloads if item.kind not in ("product", "source_platform")}
        self._phases = [(phase.id, tuple(tokens(words))) for phase in pack.phases for words in (phase.name, *phase.words)]
        self._title, self._workload = title, workload

    def workloads(self, block: Block, *, extra: Sequence[str] = (), column: str | None = None, own_words: bool = True) -> tuple[str, ...]:
        """Ids of workloads, the nearest name first, themes and segments last: the cell under `column`, the headings outward, `extra`.

        With `own_words`, the block's own count where nothing else names one. A workload is left out where a member of its family is named.
        """
        cell = block.row.cell(column) if block.row is not None and column is not None else None
        skipped = {fold(block.column)} | ({fold(self._title)} if self._workload else set())
        headings = [name for name in reversed(block.heading) if fold(name) not in skipped]
        found = [*self._named([cell or "", *headings]), *extra]
        found = [*(found or (self._named([block.text]) if own_words else [])), *([self._workload] if self._workload else [])]
        above = {family for workload in found for family in self._ancestors(workload)}
        kept = dict.fromkeys(workload for workload in found if workload not in above)
        return tuple(sorted(kept, key=lambda workload: workload in self._themes))

    def phase(self, block: Block, *, column: str | None = None) -> str | None:
        """The id of the phase that the cell under `column`, or the innermost heading that names one, says."""
        cell = block.row.cell(column) if block.row is not None and column is not None else None
        return next((phase for text in (cell or "", *reversed(block.heading)) if (phase := self.phase_in(text))), None)

    def phase_in(self, text: str) -> str | None:
        """The id of the phase named in `text`."""
        words = tokens(text)
        for phase, name in self._phases:
            if any(tuple(words[at : at + len(name)]) == name for at in range(len(words) - len(name) + 1)):
                return phase
        return None

    def _named(self, texts: Iterable[str]) -> list[str]:
        return [workload for text in texts for workload in self._vocabulary.workloads(text)]

    def _ancestors(self, workload: str) -> Iterable[str]:
        above = self._families.get(workload)
        while above is not None:
            yield above
            above = self._families.get(above)
