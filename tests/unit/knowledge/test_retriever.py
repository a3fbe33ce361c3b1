"""What ranks a record before others."""

from knowledge.adapters.faiss_index import FaissIndex
from knowledge.adapters.lexical_index import LexicalIndex
from knowledge.models import Citation, PackManifest, Passage, Workload
from knowledge.retriever import Retriever
from knowledge.rows import search_texts
from knowledge.vocabulary import Vocabulary
from tests.fakes import WordCountEncoder

PACK = PackManifest(name="warehouse", title="Warehouse", programme="Warehouse", version="1")


def over(*passages: Passage, pack: PackManifest = PACK) -> Retriever:
    """A retriever over `passages` of `pack`."""
    texts = [text for passage in passages for text in search_texts(passage, pack)]
    encoder = WordCountEncoder()
    return Retriever(
        records=passages, texts=texts, owners=range(len(texts)), vectors=FaissIndex.build(encoder.encode(texts)),
        words=LexicalIndex.build(texts), encoder=encoder, pack=pack, vocabulary=Vocabulary(pack),
    )  # fmt: skip


def passage(name: str, text: str, *, topic: str = "") -> Passage:
    """A passage of a guide."""
    return Passage(id=name, text=text, topic=topic, citation=Citation(source="guide"))


def test_a_heading_that_the_question_holds_counts_for_its_passage() -> None:
    """All of it, here; a passage without a heading has none to hold, however short it is."""
    retriever = over(passage("headed", "Labels are printed in the warehouse.", topic="Printing"), passage("bare", "Shelves."))
    told = {hit.record.id: hit.told for hit in retriever.rank("printing shelves")}
    assert told == {"headed": 1.0, "bare": 0.0}


def test_only_what_is_asked_has_to_be_covered() -> None:
    """The situation around it helps to rank, and leaves nothing uncovered."""
    retriever = over(passage("labels", "Labels for pallets are printed."), passage("trucks", "Trucks are loaded at night."))
    situation = "Elephants sleep upstairs. Are labels printed?"
    assert retriever.rank(situation)[0].covered < 1.0
    assert retriever.rank(situation, content="Are labels printed?")[0].covered == 1.0


def test_what_a_follow_up_says_itself_counts_more_than_what_it_takes_up() -> None:
    """For the order; how much of all is covered stays as it is."""
    retriever = over(passage("taken-up", "Pallets with labels."), passage("own", "Trucks at night."))
    question = "And trucks? (pallets with labels)"
    plain, fresh = ({hit.record.id: hit for hit in retriever.rank(question, fresh=own)} for own in ("", "trucks"))
    assert fresh["own"].score > plain["own"].score
    assert fresh["taken-up"] == plain["taken-up"]
    assert fresh["own"].covered == plain["own"].covered


def test_what_is_said_of_a_service_is_said_of_what_it_is_for() -> None:
    """Less so than what names the product itself, and more than what is of another one."""
    names = {"ledger": (), "repair": ("ledger",), "depot": ()}
    pack = PACK.model_copy(update={"workloads": tuple(Workload(id=id_, name=id_, serves=serves) for id_, serves in names.items())})
    records = [passage(id_, "Broken things are mended.").model_copy(update={"workloads": (id_,)}) for id_ in names]
    agreement = {hit.record.id: hit.agreement for hit in over(*records, pack=pack).rank("mended", workloads=("ledger",))}
    assert agreement == {"ledger": 1.0, "repair": 0.6, "depot": -1.0}
