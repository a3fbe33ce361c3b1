"""What every index of vectors promises: FAISS in a file, and pgvector in a PostgreSQL server."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from knowledge.adapters.faiss_index import FaissIndex
from knowledge.adapters.pgvector_index import PgvectorStore
from knowledge.ports import VectorIndex, Vectors

Keep = Callable[..., VectorIndex]


@pytest.fixture(params=["faiss", "pgvector"])
def keep(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keep]:
    """Keeps vectors and opens them as they are opened to serve, each way in turn."""

    def in_file(vectors: Vectors, **how: int) -> VectorIndex:
        FaissIndex.build(vectors, **how).save(tmp_path / "vectors")
        return FaissIndex.open(tmp_path / "vectors")

    def in_server(vectors: Vectors, **how: int) -> VectorIndex:
        store.prepare()
        with store.publishing("kept", vectors, **how):
            pass
        return store.open("kept")

    if request.param == "faiss":
        yield in_file
        return
    store = PgvectorStore(request.getfixturevalue("postgresql"))
    yield in_server
    store.drop("kept")


def unit(count: int, dimensions: int = 16, *, seed: int = 7) -> Vectors:
    """So many unit vectors, always the same."""
    made = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def test_the_nearest_vectors_are_those_of_the_highest_cosine(keep: Keep) -> None:
    """An index ranks as plain arithmetic does; where fewer are held than asked for, the rest is -1."""
    vectors, queries = unit(50), unit(3, seed=8)
    cosines, rows = keep(vectors).search(queries, 60)

    assert (rows.shape, rows.dtype.name, cosines.dtype.name) == ((3, 60), "int64", "float32")
    assert_array_equal(rows[:, :50], np.argsort(-(queries @ vectors.T), axis=1))
    assert_allclose(cosines[:, :50], -np.sort(-(queries @ vectors.T), axis=1), atol=1e-5)
    assert (rows[:, 50:] == -1).all()


def test_an_index_tells_how_much_it_holds_and_gives_it_back(keep: Keep) -> None:
    """Bit by bit, so that what is taken over by the next version is what was encoded."""
    index = keep(unit(50, 24))

    assert (index.size, index.dimensions) == (50, 24)
    assert_array_equal(index.vectors(), unit(50, 24))


def test_rows_give_their_cosines_in_the_order_asked(keep: Keep) -> None:
    """However often a row is asked for; none for none."""
    vectors, query = unit(50), unit(1, seed=8)[0]
    index = keep(vectors)

    assert_allclose(index.cosines(query, np.array([7, 3, 49, 3])), vectors[[7, 3, 49, 3]] @ query, atol=1e-6)
    assert index.cosines(query, np.array([], dtype=np.int64)).shape == (0,)


def test_vectors_longer_than_a_page_of_the_server_half_full_are_held(keep: Keep) -> None:
    """Models of 1,024 dimensions are common."""
    vectors = unit(20, 1024)

    assert keep(vectors).search(vectors[:5], 1)[1].ravel().tolist() == [0, 1, 2, 3, 4]


def test_an_approximate_index_finds_nearly_all(keep: Keep) -> None:
    """Of the nearest ten, and gives as many as are asked for, also beyond what it looks at by itself; the cosines are exact."""
    vectors, queries = unit(3000), unit(40, seed=8)
    exact = np.argsort(-(queries @ vectors.T), axis=1)[:, :10]
    index = keep(vectors, hnsw_from=1000)
    cosines, rows = index.search(queries, 10)
    many, _ = index.search(queries[:1], 400)

    assert np.mean([len(set(found) & set(best)) / 10 for found, best in zip(rows.tolist(), exact.tolist(), strict=True)]) > 0.97
    assert_allclose(cosines, np.take_along_axis(queries @ vectors.T, rows, axis=1), atol=1e-5)
    assert (np.diff(cosines, axis=1) <= 1e-6).all()
    assert np.isfinite(many).all()
    assert_allclose(index.vectors(), vectors)


def test_several_threads_may_ask_at_once(keep: Keep) -> None:
    """Each gets its own answer."""
    vectors = unit(500)
    index = keep(vectors)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda row: int(index.search(vectors[row][None], 1)[1][0, 0]), range(200)))

    assert found == list(range(200))
