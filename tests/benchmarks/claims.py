"""SciFact: which abstracts speak of a claim (Wadden et al., "Fact or Fiction: Verifying Scientific Claims", 2020, as in BEIR).

The documents are longer than the encoder reads, so they are cut as the indexer cuts, and a document counts by its best passage.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from indexer import chunking
from indexer.loaders.document import Block
from indexer.sections import Section
from tests.benchmarks.measures import Report, ndcg_at
from tests.benchmarks.parts import NO_PACK, SOURCE, Bench, Encoders, Query


def measure(folder: Path, encoders: Encoders, *, split: str = "train") -> Report:
    """Normalised discounted cumulative gain at 10 of BM25, the encoder and the retriever."""
    documents, queries = read(folder, split)
    made = bench(documents, encoders)
    systems = {"BM25 alone": made.by_words, "the encoder alone": made.by_meaning, "the retriever": made.by_both}
    rows = {
        name: (100 * sum(ndcg_at(10, system(query), query.relevant) for query in queries) / len(queries),)
        for name, system in systems.items()
    }
    return Report(
        name=f"SciFact, {split}", about=f"{len(queries)} claims, {len(documents)} abstracts in {made.size} passages",
        columns=("nDCG@10",), rows=rows, aims=("above both",),
    )  # fmt: skip


def read(folder: Path, split: str) -> tuple[list[dict[str, str]], list[Query]]:
    """The abstracts, each with `_id`, `title` and `text`, and the claims, which name theirs by number."""
    documents = [json.loads(line) for line in (folder / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    return documents, _queries(folder, {document["_id"]: number for number, document in enumerate(documents)}, split)


def bench(documents: Sequence[Mapping[str, str]], encoders: Encoders) -> Bench:
    """The product's parts over the passages of `documents`."""
    passages, owners = [], []
    for number, document in enumerate(documents):
        heading = (document["title"],)
        section = Section(heading=heading, blocks=(Block(kind="paragraph", text=document["text"], heading=heading, section=1),))
        cut = list(chunking.passages(section, source=SOURCE, workloads=(), encoder=encoders.serving, pack=NO_PACK))
        passages += cut
        owners += [number] * len(cut)
    return Bench(passages, encoders, owners=owners)


def _queries(folder: Path, numbers: dict[str, int], split: str) -> list[Query]:
    texts = {line["_id"]: line["text"] for line in map(json.loads, (folder / "queries.jsonl").read_text(encoding="utf-8").splitlines())}
    relevant: dict[str, set[int]] = defaultdict(set)
    for line in (folder / f"qrels_{split}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, docid, grade = line.split("\t")
        if int(grade) > 0:
            relevant[query].add(numbers[docid])
    return [Query(text=texts[query], relevant=frozenset(found)) for query, found in relevant.items()]
