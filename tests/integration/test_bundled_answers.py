"""What people ask of the bundled pack first, through the desk as it is served."""

from datetime import date

import pytest

from knowledge.answers import Ownership, Verdict
from knowledge.desk import Context, Desk

DAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("question", "said", "record"),
    [
        ("Can we get help in Dutch?", "out_of_scope", "eligibility.language"),
        ("Can I get the help in Vietnamese?", "in_scope", "eligibility.language"),
        ("Our Dynamics 365 project is in Dubai, is the programme offered there?", "in_scope", "dynamics.markets"),
        ("200 seats, can't remember when we signed. Do we get the data migration service?", "conditional", "migration.before-2017-09"),
        ("I need a promise about the speed: 200 GB a night. Does FastTrack guarantee it?", "out_of_scope", "migration.speed"),
        ("Will you configure Intune for us?", "out_of_scope", "overview.intune"),
        ("Can the workshops of FastTrack for Dynamics 365 be held in German?", "out_of_scope", "dynamics.language"),
        ("May an old CRM 2016 (v8.2) server move to Dynamics 365 online with the migration service?", "out_of_scope", "dynamics.op2ol"),
        ("Legal must hold the mailboxes of 4 people in Advanced eDiscovery, do you show us how?", "in_scope", "ediscovery.advanced"),
        ("Our hospital signed the HIPAA BAA, does the work on Office 365 keep to it?", "in_scope", "eligibility.hipaa"),
    ],
)
def test_a_question_gets_the_verdict_of_its_own_record(bundled_desk: Desk, question: str, said: str, record: str) -> None:
    """A language, a product as a whole, a version, a few persons, an agreement."""
    answer = bundled_desk.ask(question, Context(as_of=DAY))

    assert isinstance(answer, Verdict)
    assert answer.verdict == said
    assert record in [proof.docid for proof in answer.citations]


def test_who_runs_what_others_planned_is_told(bundled_desk: Desk) -> None:
    """What is told before the question does not answer it."""
    answer = bundled_desk.ask("The migration events are planned for Saturday night. Who actually kicks them off?", Context(as_of=DAY))

    assert isinstance(answer, Ownership)
    assert answer.owners == ("fasttrack",)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("do you migrate calendars?", "clarify"),
        ("Do you migrate the contacts?", "clarify"),
        ("do we have to come to the kickoff?", "guidance"),
        ("may our integrator join the security discussion?", "guidance"),
        ("what are our responsibilities?", "guidance"),
        ("what do you need from us?", "guidance"),
        ("how expensive is it?", "guidance"),
        ("what all can you migrate?", "guidance"),
        ("will you need our passwords?", "guidance"),
        ("can you do a tenant to tenant migration?", "abstain"),
        ("do you troubleshoot?", "abstain"),
    ],
)
def test_what_wants_no_verdict_gets_none(bundled_desk: Desk, question: str, kind: str) -> None:
    """A choice, something to read, or nothing."""
    assert bundled_desk.ask(question, Context(as_of=DAY)).kind == kind


@pytest.mark.parametrize(
    "question", ["we have two AD forests, can you help?", "We run three forests, do you guide us with directory sync?"]
)
def test_a_number_decides_nothing_of_what_is_not_asked_about(bundled_desk: Desk, question: str) -> None:
    """AD FS is for one forest, but was not named."""
    answer = bundled_desk.ask(question, Context(as_of=DAY))

    assert isinstance(answer, Verdict)
    assert answer.verdict != "out_of_scope"
