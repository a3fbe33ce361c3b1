"""What the kind of help that is asked for decides by itself."""

import pytest

from knowledge.answers import Verdict
from knowledge.desk import Context
from knowledge.models import Citation, Coverage, Mode, ModeRule, ScopeRule, Task, Workload
from knowledge.pack import Pack
from tests.unit.knowledge.decision.asking import AUTUMN_2024, DeskWith, docids, ownership, verdict

SOURCE = Citation(source="description-2024")
SERVICE = ScopeRule(
    id="service", subject="the data migration service", clause="Ramp-up moves the mail of Abacus itself.", coverage=Coverage.ENTITLED,
    mode=Mode.MIGRATION_SERVICE, workloads=("abacus",), when="seats >= 500", when_text="500 seats", citation=SOURCE,
)  # fmt: skip
GUIDED = ScopeRule(
    id="guided", subject="moving mail from Abacus", clause="Moving the mail of Abacus is guided.", coverage=Coverage.ENTITLED,
    mode=Mode.GUIDANCE, workloads=("abacus",), citation=SOURCE,
)  # fmt: skip
MODES = (ModeRule(mode="migration_service", words=("migration service",), rule="service"),)


@pytest.mark.parametrize(
    ("question", "outcome"),
    [
        ("Will you move the mail of Abacus for us?", ("conditional", "service")),
        ("Will you move the mail of Abacus for us? We have 600 seats.", ("in_scope", "service")),
        ("We have 90 seats. Do you guide us in moving the mail of Abacus?", ("in_scope", "guided")),
    ],
)
def test_who_has_something_moved_is_not_who_is_told_how(desk_with: DeskWith, question: str, outcome: tuple[str, str]) -> None:
    """The service has a condition of its own, which guidance has not."""
    answer = verdict(desk_with(SERVICE, GUIDED, modes=MODES).ask(question, Context(as_of=AUTUMN_2024)))

    assert (answer.verdict, docids(answer)[0]) == outcome


def test_a_partners_part_in_the_programme_is_not_out_of_it(desk_with: DeskWith) -> None:
    """The rule on it says what it is; without one, nothing of scope is said."""
    task = Task(id="task", phase="connect", party="fabrikam", text="Help new shops with their opening night.", citation=SOURCE)
    rule = ScopeRule(
        id="rule", subject="opening night of new shops", clause="Fabrikam helps new shops with their opening night.",
        coverage=Coverage.ENTITLED, provider="fabrikam", citation=SOURCE,
    )  # fmt: skip
    question = "Must the partner help new shops with their opening night?"

    def said(*records: Task | ScopeRule) -> Verdict | None:
        answer = ownership(desk_with(*records).ask(question, Context(as_of=AUTUMN_2024)))
        assert answer.owners == ("fabrikam",)
        return answer.scope

    assert said(task) is None
    scope = said(task, rule)
    assert scope is not None
    assert scope.verdict == "in_scope"


def test_who_may_use_a_service_is_not_who_is_eligible(contoso: Pack, desk_with: DeskWith) -> None:
    """A service's own rule is asked for where the question names all that it is about."""
    schools = Workload(id="schools", name="Schools", words=("school",))
    rule = ScopeRule(
        id="rule", subject="schools and the data migration service", clause="Schools may use the data migration service for staff only.",
        coverage=Coverage.EXCLUDED, mode=Mode.MIGRATION_SERVICE, workloads=("abacus", "schools"), citation=SOURCE,
    )  # fmt: skip
    desk = desk_with(rule, workloads=(*contoso.manifest.workloads, schools))
    answers = [
        desk.ask(text, Context(as_of=AUTUMN_2024))
        for text in ("Are we eligible as a school for staff only?", "Is a school eligible for staff only, with Abacus?")
    ]
    assert ["rule" in docids(answer) for answer in answers] == [False, True]
