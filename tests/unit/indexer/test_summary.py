"""Counts of an index."""

from indexer.summary import NO_WORKLOAD, summarise
from knowledge.models import Citation, Coverage, Passage, ScopeRule, Task
from knowledge.pack import Pack
from tests.building import held_index
from tests.fakes import WordCountEncoder

CITED = Citation(source="handbook", heading=("Work",))


def test_tasks_rules_and_passages_are_counted(contoso: Pack) -> None:
    """By party and phase, by workload and coverage, by source, in the pack's order; a rule of two workloads counts in both."""
    records = (
        Task(id="t1", citation=CITED, phase="connect", party="customer", text="One"),
        Task(id="t2", citation=CITED, phase="prepare", party="customer", text="Two"),
        Task(id="t3", citation=CITED, phase="prepare", party="rampup", text="Three"),
        ScopeRule(id="r1", citation=CITED, subject="a", clause="a", coverage=Coverage.ENTITLED, workloads=("relay", "ledger")),
        ScopeRule(id="r2", citation=CITED, subject="b", clause="b", coverage=Coverage.EXCLUDED),
        Passage(id="p1", citation=Citation(source="description-2024"), text="c"),
    )
    found = summarise(held_index(contoso.manifest, records, WordCountEncoder()))
    assert found.tasks == {"rampup": {"prepare": 1}, "customer": {"prepare": 1, "connect": 1}}
    assert list(found.tasks["customer"]) == ["prepare", "connect"]
    assert found.rules == {"ledger": {"entitled": 1}, "relay": {"entitled": 1}, NO_WORKLOAD: {"excluded": 1}}
    assert found.passages == {"description-2024": 1}
    assert found.records == {"description-2024": 1, "handbook": 5}


def test_a_task_that_two_do_together_counts_for_both(contoso: Pack) -> None:
    """Whoever does it has it to do."""
    joint = Task(id="t", citation=CITED, phase="prepare", party="rampup", jointly=("customer",), text="One")

    assert summarise(held_index(contoso.manifest, (joint,), WordCountEncoder())).tasks == {
        "rampup": {"prepare": 1},
        "customer": {"prepare": 1},
    }
