"""Documents to tasks and scope rules, as a pack's readings say."""

import textwrap
from typing import Any

import pytest

from indexer.extract.document import Extracted, extract
from indexer.loaders import markdown
from knowledge.models import Coverage, Indexed, Mode, PackManifest, Raci, ScopeRule, Task
from knowledge.pack import Pack


@pytest.fixture
def pack(contoso: Pack) -> PackManifest:
    """The manifest of the made-up programme."""
    return contoso.manifest


def read(text: str, pack: PackManifest, *readings: dict[str, Any], workload: str | None = None, **wordings: Any) -> Extracted:
    """What is extracted from the Markdown `text` with `readings`; wordings: the pack's statements, referrals, qualifiers."""
    indexed = Indexed.model_validate({"source": "description-2024", "path": "x.md", "workload": workload, "readings": readings})
    declared = PackManifest.model_validate({**pack.model_dump(by_alias=True), **wordings})
    return extract(markdown.parse(textwrap.dedent(text).lstrip("\n")), indexed, declared)


def rules(extracted: Extracted) -> list[ScopeRule]:
    """The rules among what was extracted."""
    return [record for record in extracted.records if isinstance(record, ScopeRule)]


def tasks(extracted: Extracted) -> list[Task]:
    """The tasks among what was extracted."""
    return [record for record in extracted.records if isinstance(record, Task)]


RESPONSIBILITIES = """
    # How we work

    <table>
    <tr><th>Phases</th><th>Ramp-up does</th><th>Customer does</th></tr>
    <tr><td><b>Prepare</b></td><td><ul><li>Hold a call.</li></ul></td>
    <td><ul><li>Name people, including:<ul><li>An owner.</li></ul></li></ul></td></tr>
    <tr><td><b>Connect</b></td><td><ul><li>Check the ports.</li></ul></td><td><ul><li>Open the ports.</li></ul></td></tr>
    </table>
    """
BY_COLUMN = ({"column": "ramp-up", "as": "task", "party": "rampup"}, {"column": "Customer", "as": "task", "party": "customer"})
OUT = {"lead": "left out", "as": "rule", "coverage": "excluded"}
GUIDED = {"lead": "guide", "as": "rule", "coverage": "entitled", "mode": "guidance"}


def test_a_table_of_responsibilities_becomes_tasks(pack: PackManifest) -> None:
    """Phase from the row, party from the column, an item under another knows it."""
    found = tasks(read(RESPONSIBILITIES, pack, *BY_COLUMN))
    assert [(task.phase, task.party, task.text, task.within) for task in found] == [
        ("prepare", "rampup", "Hold a call.", ""),
        ("prepare", "customer", "Name people, including:", ""),
        ("prepare", "customer", "An owner.", "Name people, including:"),
        ("connect", "rampup", "Check the ports.", ""),
        ("connect", "customer", "Open the ports.", ""),
    ]


def test_records_cite_their_place(pack: PackManifest) -> None:
    """Source, headings with row and column, and line."""
    cited = read(RESPONSIBILITIES, pack, *BY_COLUMN).records[-1].citation
    assert (cited.source, cited.heading, cited.lines) == ("description-2024", ("How we work", "Connect", "Customer does"), (7, 7))


def test_ids_are_stable_and_move_with_no_line(pack: PackManifest) -> None:
    """The same words in the same place have the same id, however far down."""
    first = read(RESPONSIBILITIES, pack, *BY_COLUMN).records
    moved = read("\n\n\n" + textwrap.dedent(RESPONSIBILITIES), pack, *BY_COLUMN).records
    assert [record.id for record in first] == [record.id for record in moved]
    assert len({record.id for record in first}) == len(first)


def test_a_phase_may_stand_in_a_heading_or_in_the_reading(pack: PackManifest) -> None:
    """The reading's own phase goes before."""
    text = "# Work\n\n## Prepare phase\n\n- Label shelves.\n"
    assert tasks(read(text, pack, {"as": "task", "party": "customer"}))[0].phase == "prepare"
    assert tasks(read(text, pack, {"as": "task", "party": "customer", "phase": "connect"}))[0].phase == "connect"


def test_a_task_without_phase_is_reported_and_stays_text(pack: PackManifest) -> None:
    """Nothing is lost in silence."""
    found = read("# Work\n\n- Label shelves.\n", pack, {"as": "task", "party": "customer"})
    assert found.records == ()
    assert [block.text for block in found.rest] == ["Label shelves."]
    assert "no phase is named for the task 'Label shelves.'" in found.issues[0]
    assert found.issues[0].startswith("line 3")


def test_a_scope_list_becomes_rules_of_its_workload(pack: PackManifest) -> None:
    """The workload by the nearest heading, by any of its names."""
    text = "# Ramp-up\n\n## Contoso Books\n\nLeft out:\n\n- Old journals.\n"
    (rule,) = rules(read(text, pack, OUT))
    assert (rule.subject, rule.clause, rule.coverage, rule.workloads) == ("Old journals", "Old journals.", Coverage.EXCLUDED, ("ledger",))


def test_all_headings_count_the_nearest_first_and_the_document_last(pack: PackManifest) -> None:
    """A migration row is of its source, its target and its document."""
    text = "# All\n\n## Into Ledger\n\n### From Abacus\n\nWe guide:\n\n- Journals.\n"
    (rule,) = rules(read(text, pack, GUIDED, workload="relay"))
    assert rule.workloads == ("abacus", "ledger", "relay")


def test_a_reading_adds_what_headings_leave_unsaid(pack: PackManifest) -> None:
    """And the item's own words count only where no heading names a workload."""
    assert rules(read("We guide:\n\n- Depot shelves.\n", pack, {**GUIDED, "workloads": ["relay"]}))[0].workloads == ("relay",)
    assert rules(read("We guide:\n\n- Depot shelves.\n", pack, GUIDED))[0].workloads == ("depot",)


def test_a_leaf_says_what_it_stands_under(pack: PackManifest) -> None:
    """And an item that only introduces others is no rule of its own."""
    text = "# Relay\n\nWe guide:\n\n- Setting up the following relays:\n  - Red.\n- Pairing, including:\n  - Keys.\n"
    found = rules(read(text, pack, GUIDED))
    assert [(rule.subject, rule.clause) for rule in found] == [
        ("Red", "Setting up the following relays: Red."),
        ("Pairing", "Pairing."),
        ("Keys", "Pairing, including: Keys."),
    ]


def test_what_a_list_leaves_out_is_no_wider_than_its_items(pack: PackManifest) -> None:
    """An excluded item that introduces others excludes those, not itself, unless they are but examples."""
    text = "# Relay\n\nLeft out:\n\n- Island relays:\n  - Red.\n- Repairs like:\n  - Soldering.\n"
    assert [rule.subject for rule in rules(read(text, pack, OUT))] == ["Red", "Repairs", "Soldering"]


def test_a_reading_of_an_inner_list_turns_it(pack: PackManifest) -> None:
    """Items under one that ends in "except" are what is left out."""
    text = "# Relay\n\nWe guide:\n\n- All checks except:\n  - Solder.\n"
    turned = {"within": "except:$", "as": "rule", "coverage": "excluded"}
    assert [(rule.subject, rule.coverage) for rule in rules(read(text, pack, turned, GUIDED))] == [
        ("All checks", Coverage.ENTITLED),
        ("Solder", Coverage.EXCLUDED),
    ]


def test_the_first_reading_that_fits_wins_and_ignored_items_vanish(pack: PackManifest) -> None:
    """An ignored one is neither record nor passage."""
    text = "# Relay\n\nWe guide:\n\n- See also Ledger.\n- Pairing.\n"
    found = read(text, pack, {"text": "^see also", "as": "ignore"}, GUIDED)
    assert [rule.subject for rule in rules(found)] == ["Pairing"]
    assert [block.text for block in found.rest] == ["We guide:"]


def test_a_reading_gives_its_rules_gates_mode_and_subject(pack: PackManifest) -> None:
    """As declared."""
    reading = {**GUIDED, "gates": ["enough-seats"], "subject": "Help with {item}", "text": "^(?P<item>[^(]+)"}
    (rule,) = rules(read("# Relay\n\nWe guide:\n\n- Pairing (any colour).\n", pack, reading))
    assert (rule.subject, rule.clause, rule.gates, rule.mode) == (
        "Help with Pairing",
        "Pairing (any colour).",
        ("enough-seats",),
        Mode.GUIDANCE,
    )


def test_the_label_of_a_row_may_be_the_item(pack: PackManifest) -> None:
    """Its clause holds the other cells."""
    text = "# Plans\n\n| Plan | Details |\n|---|---|\n| Basic alone | Ask Fabrikam. |\n"
    (rule,) = rules(read(text, pack, {"column": "Plan", "as": "rule", "coverage": "excluded"}))
    assert (rule.subject, rule.clause) == ("Basic alone", "Basic alone. Ask Fabrikam")


def test_paragraphs_are_taken_where_the_reading_says_so(pack: PackManifest) -> None:
    """Otherwise they stay text."""
    text = "# Relay\n\n| Part | Left out |\n|---|---|\n| Any | Repairs. |\n"
    reading = {"column": "Left out", "as": "rule", "coverage": "excluded"}
    assert rules(read(text, pack, reading)) == []
    assert [rule.subject for rule in rules(read(text, pack, {**reading, "paragraphs": True}))] == ["Repairs"]


def test_a_statement_turns_a_sentence_into_a_rule_and_leaves_the_text(pack: PackManifest) -> None:
    """The sentence is the clause; the paragraph is still found as guidance."""
    statement = {"words": ["does(?:n't| not) include (?P<subject>.+)"], "coverage": "excluded"}
    found = read("# Relay\n\nWe pair relays. Ramp-up doesn’t include spare parts.\n", pack, statements=[statement])
    (rule,) = rules(found)
    assert (rule.subject, rule.clause, rule.workloads) == ("Spare parts", "Ramp-up doesn’t include spare parts.", ("relay",))
    assert len(found.rest) == 1


def test_a_statement_goes_before_a_task_and_behind_a_rule(pack: PackManifest) -> None:
    """What a reading makes a rule stays that rule."""
    statement = {"words": ["not in scope"], "coverage": "excluded"}
    text = "# Relay\n\n## Prepare\n\nYou do:\n\n- Repairs are not in scope.\n"
    task = {"lead": "you do", "as": "task", "party": "customer"}
    assert [record.type for record in read(text, pack, task, statements=[statement]).records] == ["rule"]
    rule = {"lead": "you do", "as": "rule", "coverage": "customer"}
    assert rules(read(text, pack, rule, statements=[statement]))[0].coverage is Coverage.CUSTOMER


def test_a_statement_holds_where_it_says(pack: PackManifest) -> None:
    """Under its headings only, with its own condition."""
    statement = {
        "words": ["^Pairing"],
        "under": ["Relay"],
        "coverage": "excluded",
        "when": "island",
        "when_text": "on islands",
        "otherwise": "entitled",
    }
    found = rules(read("# Relay\n\nPairing ends.\n\n# Depot\n\nPairing ends.\n", pack, statements=[statement]))
    assert [(rule.when, rule.when_text, rule.otherwise) for rule in found] == [("(island)", "on islands", Coverage.ENTITLED)]


REFERRAL = {"words": ["ask fabrikam"], "provider": "fabrikam"}


def test_a_referral_beneath_a_list_names_the_provider_of_what_is_left_out(pack: PackManifest) -> None:
    """Of its cell or section, not of what is guided, nor of the section before."""
    text = """
        # Ledger

        Left out:

        - Journals.

        # Relay

        We guide:

        - Pairing.

        Left out:

        - Repairs.

        Ask Fabrikam for these.
        """
    found = read(text, pack, OUT, GUIDED, referrals=[REFERRAL])
    assert {rule.subject: rule.provider for rule in rules(found)} == {"Journals": None, "Pairing": None, "Repairs": "fabrikam"}
    assert "Ask Fabrikam for these." not in [block.text for block in found.rest]


def test_a_referral_within_a_note_concerns_that_note_alone(pack: PackManifest) -> None:
    """Not the notes before it."""
    statement = {"words": ["(?P<subject>.+) is out"], "coverage": "excluded"}
    text = "# Relay\n\n> Soldering is out.\n\nPainting is out. Ask Fabrikam for it.\n"
    found = rules(read(text, pack, statements=[statement], referrals=[REFERRAL]))
    assert {rule.subject: rule.provider for rule in found} == {"Soldering": None, "Painting": "fabrikam"}


def test_limits_become_conditions_of_rules_in_scope(pack: PackManifest) -> None:
    """A limit in the bold line above an item holds for it as well; one of what is left out does not turn it."""
    qualifier = {"pattern": "(?P<value>pro|basic) only", "fact": "plan", "operator": "in", "values": {"Pro": ["pro"], "Basic": ["basic"]}}
    text = "# Relay\n\n**Audit** (Pro only)\n\nWe guide:\n\n- Reports.\n\n**More**\n\nLeft out:\n\n- Repairs (Basic only).\n"
    found = rules(read(text, pack, OUT, GUIDED, qualifiers=[qualifier]))
    assert [(rule.subject, rule.when) for rule in found] == [("Reports", 'plan in ["pro"]'), ("Repairs (Basic only)", None)]


def test_equal_records_of_a_document_are_one_with_all_workloads(pack: PackManifest) -> None:
    """As where four services show the same list."""
    text = "# One\n\n## Ledger\n\n**Relay**\n\nWe guide:\n\n- Pairing.\n\n## Depot\n\n**Relay**\n\nWe guide:\n\n- Pairing.\n"
    (rule,) = rules(read(text, pack, GUIDED))
    assert rule.workloads == ("relay", "ledger", "depot")
    assert rule.citation.heading == ("One", "Ledger", "Relay")


def test_tasks_are_responsible_unless_the_reading_says_otherwise(pack: PackManifest) -> None:
    """The RACI role of a list."""
    text = "# Prepare\n\n- Approve the plan.\n"
    assert tasks(read(text, pack, {"as": "task", "party": "customer"}))[0].raci is Raci.RESPONSIBLE
    assert tasks(read(text, pack, {"as": "task", "party": "customer", "raci": "accountable"}))[0].raci is Raci.ACCOUNTABLE


def test_lists_nested_wrongly_can_be_read_without_what_they_stand_under(pack: PackManifest) -> None:
    """The reading says so."""
    text = "# Relay\n\nWe guide:\n\n- Devices:\n  - Events.\n"
    reading = {**GUIDED, "within": "^Devices:$", "alone": True}
    assert [rule.clause for rule in rules(read(text, pack, reading, GUIDED))] == ["Devices.", "Events."]


def test_limits_become_conditions_of_what_the_programme_does_itself(pack: PackManifest) -> None:
    """Of its tasks; what others do is not limited by whom it is done for."""
    qualifier = {"pattern": "(?P<value>pro|basic) only", "fact": "plan", "operator": "in", "values": {"Pro": ["pro"]}}
    text = RESPONSIBILITIES.replace("the ports.", "the ports (Pro only).")
    found = {task.text: task.when for task in tasks(read(text, pack, *BY_COLUMN, qualifiers=[qualifier]))}
    assert found["Check the ports (Pro only)."] == 'plan in ["pro"]'
    assert found["Open the ports (Pro only)."] is None
