import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.models import PackManifest, Party, Term, Workload
from knowledge.vocabulary import Vocabulary
from knowledge.words import tokens

PACK = PackManifest(
    name="small",
    title="Small",
    programme="Small",
    version="1",
    parties=(
        Party(id="team", name="the team", words=("ramp-up team", "rampers")),
        Party(id="fabrikam", name="Fabrikam"),
    ),
    workloads=(
        Workload(id="books", name="Contoso Books", words=("books", "ledger", "contoso ledger 2019")),
        Workload(id="books-mobile", name="Contoso Books Mobile", words=("pocket ledger",), family="books"),
        Workload(id="books-web", name="Contoso Books Web", family="books"),
        Workload(id="depot", name="Depot", words=("warehouse management", "goods and freight"), parts=("dock plan", "dp", "bin map")),
        Workload(id="abacus", name="Abacus", kind="source_platform"),
        Workload(id="crate", name="Crate", kind="source_platform", things=("crate",)),
    ),
    glossary=(Term(term="chart of accounts", words=("coa", "account plan")), Term(term="dock plan", words=("dock plan", "dp"))),
)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """The names of the small programme."""
    return Vocabulary(PACK)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Is Contoso Books in scope?", ("books",)),
        ("IS LEDGER IN SCOPE", ("books",)),
        ("the ledgers, please", ("books",)),
        ("Ledger's import", ("books",)),
        ("Contoso Books Mobile", ("books-mobile",)),
        ("from Abacus to Depot and back to Abacus", ("abacus", "depot")),
        ("warehouse-management", ("depot",)),
        ("contoso ledger 2019", ("books",)),
        ("goods & freight", ("depot",)),
        ("its dock plan", ("depot",)),
        ("the bookshelf", ()),
        ("an old Abacus crate", ("abacus",)),
        ("from Abacus or Crate", ("abacus", "crate")),
        ("one wooden crate that holds it", ()),
        ("a Crate account", ("crate",)),
        ("files in crate", ("crate",)),
        ("a Depot crate", ("depot",)),
        ("", ()),
    ],
)
def test_workloads_go_by_all_their_names(vocabulary: Vocabulary, text: str, named: tuple[str, ...]) -> None:
    """Old and new names, in any case, singular or plural, in the order of the text; the longest name wins."""
    assert vocabulary.workloads(text) == named


def test_what_short_and_old_names_stand_for_is_written_behind_a_text(vocabulary: Vocabulary) -> None:
    """So that a question in one vocabulary meets a record in another."""
    assert vocabulary.expand("Who checks the CoA?") == "Who checks the CoA? (chart of accounts)"
    assert vocabulary.expand("Is pocket ledger covered?") == "Is pocket ledger covered? (Contoso Books Mobile)"


def test_a_text_that_says_everything_already_stays_as_it_is(vocabulary: Vocabulary) -> None:
    """Nothing is repeated."""
    assert vocabulary.expand("Who checks the chart of accounts, the CoA?") == "Who checks the chart of accounts, the CoA?"
    assert vocabulary.expand("Nothing is named here") == "Nothing is named here"


def test_workloads_of_one_family_answer_for_one_another(vocabulary: Vocabulary) -> None:
    """A parent and its children, and these among themselves; nobody else."""
    assert vocabulary.kin("books") & vocabulary.kin("books")
    assert vocabulary.kin("books") & vocabulary.kin("books-mobile")
    assert vocabulary.kin("books-mobile") & vocabulary.kin("books-web")
    assert not vocabulary.kin("books-mobile") & vocabulary.kin("depot")


def test_a_part_of_a_workload_stands_for_itself(vocabulary: Vocabulary) -> None:
    """Or for its term: what is said of another part says nothing of it."""
    said = {text: [unit.concept for unit in vocabulary.units(text)] for text in ("depot", "dp", "bin map")}
    assert said == {"depot": ["depot"], "dp": ["dock plan"], "bin map": [None]}


def test_a_party_is_named_by_its_words(vocabulary: Vocabulary) -> None:
    """Parties, terms and workloads are told apart."""
    mentions = vocabulary.mentions("Do the rampers check the CoA of Depot?")

    assert [(mention.kind, mention.id) for mention in mentions] == [("party", "team"), ("term", "chart of accounts"), ("workload", "depot")]


def test_a_workload_keeps_its_kind(vocabulary: Vocabulary) -> None:
    """What is moved from is no product."""
    assert vocabulary.kind("abacus") == "source_platform"
    assert vocabulary.kind("depot") == "product"


@given(st.text())
def test_any_text_can_be_searched_for_names(text: str) -> None:
    """Every mention lies within the text's words, and they stand left to right."""
    vocabulary = Vocabulary(PACK)
    spans = [(mention.start, mention.end) for mention in vocabulary.mentions(text)]

    assert all(0 <= start < end <= len(tokens(text)) for start, end in spans)
    assert spans == sorted(spans)
    assert vocabulary.expand(text).startswith(text)


@given(
    st.lists(
        st.sampled_from([("ledger", "books"), ("depot", "depot"), ("pocket ledger", "books-mobile"), ("abacus", "abacus")]), max_size=5
    )
)
def test_all_names_of_a_text_are_found_in_order(named: list[tuple[str, str]]) -> None:
    """However many, in whatever order."""
    text = " and then ".join(name for name, _ in named)

    assert Vocabulary(PACK).workloads(text) == tuple(dict.fromkeys(id_ for _, id_ in named))
