"""Passages that the encoder reads whole."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import chunking, sections
from indexer.loaders import markdown
from knowledge.models import PackManifest, Passage
from knowledge.pack import Pack
from knowledge.rows import search_texts
from tests.fakes import WordCountEncoder

ENCODER = WordCountEncoder()  # reads 64 tokens
SENTENCE = "Every relay has a colour and a key that opens it. "


@pytest.fixture(scope="module")
def pack(contoso: Pack) -> PackManifest:
    """The manifest of the made-up programme."""
    return contoso.manifest


def passages(text: str, pack: PackManifest) -> list[Passage]:
    """The passages of the Markdown `text`."""
    found = sections.gather(markdown.parse(textwrap.dedent(text).lstrip("\n")).blocks)
    return [
        passage
        for section in found
        for passage in chunking.passages(section, source="handbook", workloads=("relay",), encoder=ENCODER, pack=pack)
    ]


def test_a_short_section_is_one_passage(pack: PackManifest) -> None:
    """With headings, lines and workloads; items and bold lines are shown as such."""
    (passage,) = passages("# Relay\n\nBring:\n\n- A key.\n\n**Later**\n\nA port.\n", pack)
    assert passage.text == "Bring:\n- A key.\nLater:\nA port."
    assert (passage.citation.heading, passage.citation.lines, passage.workloads) == (("Relay",), (3, 9), ("relay",))


def test_an_item_stands_under_the_one_that_introduces_it(pack: PackManifest) -> None:
    """Also where that one became a record and is no part of the section."""
    blocks = markdown.parse("# Relay\n\n- Colours:\n  - Red.\n  - Blue.\n").blocks
    (section,) = sections.gather(blocks[1:])
    (passage,) = chunking.passages(section, source="handbook", workloads=(), encoder=ENCODER, pack=pack)
    assert passage.text == "Colours:\n- Red.\n- Blue."


def test_no_passage_is_longer_than_the_encoder_reads(pack: PackManifest) -> None:
    """As it is encoded: with its heading path."""
    found = passages(f"# A long heading with many words in it\n\n{SENTENCE * 20}\n\n{SENTENCE * 3}\n", pack)
    assert len(found) > 3
    assert all(ENCODER.count_tokens(search_texts(passage, pack)[0]) <= ENCODER.max_tokens for passage in found)


def test_long_text_is_cut_between_sentences(pack: PackManifest) -> None:
    """Every passage ends where a sentence does."""
    assert all(passage.text.endswith("opens it.") for passage in passages(SENTENCE * 20, pack))


def test_a_sentence_too_long_is_cut_between_words(pack: PackManifest) -> None:
    """Rather than lost."""
    words = [f"word{number}" for number in range(300)]
    found = passages(" ".join(words), pack)
    assert " ".join(passage.text for passage in found).split() == words
    assert all(ENCODER.count_tokens(search_texts(passage, pack)[0]) <= ENCODER.max_tokens for passage in found)


def test_ids_tell_passages_apart(pack: PackManifest) -> None:
    """And stay when the text is read again."""
    first, again = passages(f"# R\n\n{SENTENCE * 20}", pack), passages(f"# R\n\n{SENTENCE * 20}", pack)
    assert [passage.id for passage in first] == [passage.id for passage in again]


@given(st.lists(st.lists(st.sampled_from(["relay", "Key", "port.", "A", "colour:"]), min_size=1, max_size=80), min_size=1, max_size=6))
def test_no_word_is_lost_or_doubled(pack: PackManifest, paragraphs: list[list[str]]) -> None:
    """However the text is cut."""
    text = "\n\n".join(" ".join(words) for words in [["Start", "here."], *paragraphs, ["End", "here."]])
    found = passages(text, pack)
    kept = " ".join(passage.text for passage in found).split()
    dropped = [" ".join(words) for words in paragraphs if " ".join(words).endswith(":")]
    if not dropped:
        assert kept == text.split()
