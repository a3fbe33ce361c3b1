"""Vectors in FAISS: exact while small, HNSW once exact search would be felt."""

from __future__ import annotations

import os
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt

from knowledge.errors import IndexRefused
from knowledge.ports import Vectors

# Measured on two cores: exact search takes 0.5 ms at 10,000 vectors, 9 ms at 100,000 and 68 ms at a million; HNSW20 less than one at any
# of these. It misses whole clusters when it looks too narrowly: of a million vectors in a thousand clusters it finds 99.6 % of the nearest
# ten with 150 candidates and 99.9 % with 300. Built with 40 candidates a vector it finds fewer, however widely it looks. FAISS reads all
# links to open them: 64 ms with 32 a vector, 21 ms with 20, which find as many.
HNSW_FROM = 50_000
_LINKS, _CANDIDATES_BUILDING, _CANDIDATES_SEARCHING = 20, 120, 300


class FaissIndex:
    """Nearest neighbours by cosine; vectors must be unit length."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        faiss.omp_set_num_threads(1)  # two threads collapse under concurrent questions

    @classmethod
    def build(cls, vectors: Vectors, *, hnsw_from: int = HNSW_FROM) -> FaissIndex:
        """An index over `vectors`, shape (n, dimensions), fitted to their number; approximate from `hnsw_from` on."""
        count, dimensions = vectors.shape
        index: faiss.Index
        if count >= hnsw_from:
            graph = faiss.IndexHNSWFlat(dimensions, _LINKS, faiss.METRIC_INNER_PRODUCT)
            graph.hnsw.efConstruction, graph.hnsw.efSearch = _CANDIDATES_BUILDING, _CANDIDATES_SEARCHING
            index = graph
        else:
            index = faiss.IndexFlatIP(dimensions)
        faiss.omp_set_num_threads(os.cpu_count() or 1)  # one alone serves, all may build
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> FaissIndex:
        """The index stored at `path`, mapped and read-only. Raises IndexRefused when it cannot be read."""
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except RuntimeError as fault:
            raise IndexRefused(
                f"{path}: FAISS cannot read it ({str(fault).splitlines()[0]}); build it again with onramp-index build"
            ) from None

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return int(self._index.d)

    @property
    def size(self) -> int:
        """How many vectors are held."""
        return int(self._index.ntotal)

    def search(self, query: Vectors, k: int) -> tuple[Vectors, npt.NDArray[np.int64]]:
        """Cosines and row numbers, each of shape (len(query), k); row -1 where fewer than k are held."""
        cosines, rows = self._index.search(np.ascontiguousarray(query, dtype=np.float32), k)
        return cosines, rows

    def cosines(self, query: npt.NDArray[np.float32], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The cosine of each of `rows` with one query of shape (dimensions,), shape (len(rows),)."""
        return np.asarray(self._index.reconstruct_batch(rows) @ query, dtype=np.float32)

    def vectors(self) -> Vectors:
        """All vectors, shape (size, dimensions), as stored."""
        return np.asarray(self._index.reconstruct_n(0, self.size), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the index to `path`. Raises OSError when it does not fit there."""
        try:
            faiss.write_index(self._index, str(path))
            faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)  # FAISS says nothing of what the disk refused on closing the file
        except RuntimeError as fault:
            raise OSError(f"{path.name} cannot be written ({str(fault).splitlines()[0].rpartition(': ')[2]})") from None
