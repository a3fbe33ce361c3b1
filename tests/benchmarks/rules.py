"""OR-ShARC: which of 651 snippets of rules does a question with its scenario turn on (Gao et al., "Open-Retrieval Conversational Machine
Reading", 2021). The one public set whose task is the desk's own: a rule is looked for, not a topic."""

from __future__ import annotations

import json
from pathlib import Path

from tests.benchmarks.measures import Report, recall_at
from tests.benchmarks.parts import Bench, Encoders, Query, passage


def measure(folder: Path, encoders: Encoders, *, split: str = "dev") -> Report:
    """Recall at 1 and 5 of BM25, the encoder and the retriever. The question is what a rule may cover, the scenario is not."""
    snippets: dict[str, str] = json.loads((folder / "id2snippet.json").read_text(encoding="utf-8"))
    numbers = {docid: number for number, docid in enumerate(snippets)}
    lines = (folder / f"open_retrieval_sharc_{split}.json").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line]
    queries = [
        Query(
            text=f"{one['question']} {one['scenario']}".strip(),
            asks=one["question"],
            relevant=frozenset((numbers[one["gold_snippet_id"]],)),
        )
        for one in asked
    ]
    bench = Bench([passage(text, number) for number, text in enumerate(snippets.values())], encoders)
    systems = {"BM25 alone": bench.by_words, "the encoder alone": bench.by_meaning, "the retriever": bench.by_both}
    rows = {}
    for name, system in systems.items():
        ranked = [system(query) for query in queries]
        rows[name] = tuple(
            100 * sum(recall_at(k, found, query.relevant) for found, query in zip(ranked, queries, strict=True)) / len(queries)
            for k in (1, 5)
        )
    return Report(
        name=f"OR-ShARC, {split}", about=f"{len(queries)} questions with their scenarios, {len(snippets)} rules",
        columns=("R@1", "R@5"), rows=rows, aims=("72", "95"),
    )  # fmt: skip
