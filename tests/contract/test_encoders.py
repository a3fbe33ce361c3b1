"""What every encoder promises: the original model, the one that serves, the one that builds, and the fake of the tests."""

import pickle
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from knowledge.adapters.building_encoder import BuildingEncoder
from knowledge.adapters.onnx_encoder import OnnxEncoder
from knowledge.adapters.sentence_encoder import SentenceEncoder, quantize_onnx
from knowledge.errors import EncoderMissing
from knowledge.ports import Encoder, Vectors
from tests.fakes import WordCountEncoder

TEXTS = ["Who labels the shelves?", "The customer labels the shelves of the warehouse.", "Opening balances", "Nothing in common with that"]


@pytest.fixture(scope="session")
def building_encoder(exported_encoder: Path) -> BuildingEncoder:
    """The encoder of the indexer."""
    return BuildingEncoder(exported_encoder)


@pytest.fixture(params=["sentence_encoder", "onnx_encoder", "building_encoder", "fake"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """Each encoder in turn."""
    found: Encoder = WordCountEncoder() if request.param == "fake" else request.getfixturevalue(request.param)
    return found


def test_vectors_are_unit_length_and_of_the_dimensions_promised(encoder: Encoder) -> None:
    """A cosine is then a plain product."""
    vectors = encoder.encode([*TEXTS, "", "?!", "日本語"])

    assert vectors.shape == (len(TEXTS) + 3, encoder.dimensions)
    assert vectors.dtype == np.float32
    assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    """An empty batch is no error."""
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_vectors_stand_in_the_order_of_their_texts(encoder: Encoder) -> None:
    """Neither the order nor the company of a text moves its vector."""
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])

    assert_allclose(encoder.encode(TEXTS), alone, atol=1e-5)
    assert_allclose(encoder.encode(TEXTS[::-1])[::-1], alone, atol=1e-5)


def test_texts_on_one_matter_lie_closer_than_others(encoder: Encoder) -> None:
    """A question lies nearest the text that answers it."""
    question, answer, *others = encoder.encode(TEXTS)

    assert all(question @ answer > question @ other + 0.1 for other in others)


def test_tokens_are_counted_beyond_what_is_read(encoder: Encoder) -> None:
    """The count of a long text is its own, not that of the part which the encoder reads."""
    long = "shelf " * (3 * encoder.max_tokens)

    assert encoder.count_tokens(long) > 3 * encoder.max_tokens
    assert encoder.count_tokens("shelf") < encoder.count_tokens("shelf shelf") < encoder.max_tokens


def test_what_stands_past_the_most_tokens_is_not_read(encoder: Encoder) -> None:
    """Chunks must fit, for the rest of a longer text leaves no trace in its vector."""
    long = "shelf " * (2 * encoder.max_tokens)

    assert_allclose(encoder.encode([long + "balances"]), encoder.encode([long]), atol=1e-5)


def test_counting_tokens_does_not_change_what_is_read(encoder: Encoder) -> None:
    """The two uses of one encoder do not disturb one another."""
    long = "shelf " * (2 * encoder.max_tokens) + "balances"
    before = encoder.encode([long])
    encoder.count_tokens(long)

    assert_allclose(encoder.encode([long]), before, atol=1e-6)


def test_an_encoder_says_its_name(encoder: Encoder) -> None:
    """The name goes into the manifest, by which a wrong encoder is refused."""
    assert encoder.name


def test_the_serving_encoder_gives_the_vectors_of_the_indexing_one(sentence_encoder: SentenceEncoder, onnx_encoder: OnnxEncoder) -> None:
    """Questions and records meet in one space: the export is the same model."""
    assert (onnx_encoder.name, onnx_encoder.dimensions, onnx_encoder.max_tokens) == (
        sentence_encoder.name,
        sentence_encoder.dimensions,
        sentence_encoder.max_tokens,
    )
    assert_allclose(onnx_encoder.encode(TEXTS), sentence_encoder.encode(TEXTS), atol=1e-5)
    assert [onnx_encoder.count_tokens(text) for text in TEXTS] == [sentence_encoder.count_tokens(text) for text in TEXTS]


def test_the_export_computes_attention_in_one_step(exported_encoder: Path) -> None:
    """The operators of each layer are fused, with the weights apart from them."""
    graph = onnx.load(exported_encoder / "model.onnx", load_external_data=False).graph
    kinds = Counter(node.op_type for node in graph.node)

    assert (kinds["MultiHeadAttention"], kinds["BiasGelu"], kinds["Softmax"]) == (6, 6, 0)
    assert (exported_encoder / "model.onnx").stat().st_size < (exported_encoder / "model.onnx.data").stat().st_size / 100


@pytest.mark.parametrize("small", [False, True])
def test_whoever_may_read_the_graph_may_read_its_weights(exported_encoder: Path, tmp_path: Path, small: bool) -> None:
    """One user builds an index, as in an image, and another serves it."""
    folder = exported_encoder
    if small:
        folder = tmp_path / "small"
        quantize_onnx(exported_encoder, folder)

    assert (folder / "model.onnx.data").stat().st_mode == (folder / "model.onnx").stat().st_mode


def test_a_building_encoder_gives_a_text_the_same_vector_in_any_company(building_encoder: BuildingEncoder) -> None:
    """To the last bit, so that an index does not depend on what was known before or on who encodes which part of it."""
    short = [f"{word} the shelf" for word in ("label", "paint", "move", "sell")]
    texts = [*TEXTS, *short, "", *(f"{' '.join(['shelf'] * length)} balances" for length in (20, 36, 37, 60, 200, 400))]
    together = building_encoder.encode(texts)

    assert_array_equal(together, np.concatenate([building_encoder.encode([text]) for text in texts]))
    assert_array_equal(together, building_encoder.encode(texts[::-1])[::-1])
    assert_array_equal(together, BuildingEncoder(building_encoder.folder, threads=1).encode(texts))


def test_a_building_encoder_can_be_sent_to_another_process(building_encoder: BuildingEncoder) -> None:
    """It opens its folder there, and gives the same vectors."""
    sent = pickle.loads(pickle.dumps(building_encoder))  # noqa: S301  # made here

    assert_array_equal(sent.encode(TEXTS), building_encoder.encode(TEXTS))


def test_an_export_that_differs_from_the_model_is_refused(sentence_encoder: SentenceEncoder, tmp_path: Path) -> None:
    """A build then ends with what differs by how much, and publishes nothing."""

    class Drifting(SentenceEncoder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            return super().encode(texts) + np.float32(2e-5)

    with pytest.raises(EncoderMissing, match=r"differs from the original by 2\.\de-05 \(allowed: 1e-5\)"):
        Drifting().export_onnx(tmp_path / "encoder")


def test_a_model_that_does_not_tell_the_texts_of_a_pair_apart_is_exported_too(exported_encoder: Path, tmp_path: Path) -> None:
    """Not every transformer takes the types of its tokens. This one is tiny and knows nothing."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import DistilBertConfig, DistilBertModel, PreTrainedTokenizerFast

    marks = {"unk_token": "[UNK]", "pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(exported_encoder / "tokenizer.json"), **marks)  # type: ignore[no-untyped-call]  # as transformers has it
    tokenizer.save_pretrained(str(tmp_path / "transformer"))
    config = DistilBertConfig(vocab_size=len(tokenizer), dim=32, hidden_dim=64, n_layers=1, n_heads=2, max_position_embeddings=128)
    DistilBertModel(config).save_pretrained(str(tmp_path / "transformer"))
    transformer = Transformer(str(tmp_path / "transformer"), max_seq_length=128)
    SentenceTransformer(modules=[transformer, Pooling(32)]).save(str(tmp_path / "model"))

    small = SentenceEncoder(str(tmp_path / "model"))
    small.export_onnx(tmp_path / "encoder")

    assert_allclose(OnnxEncoder(tmp_path / "encoder").encode(TEXTS), small.encode(TEXTS), atol=1e-5)
