"""What is read from the real documents, held against a count and a reading of them by eye.

The documents stand beside the project, not in it; without them these tests are skipped.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.build import Built, build
from knowledge import pack
from knowledge.models import Coverage, Passage, ScopeRule, Task
from knowledge.rows import search_texts
from tests.fakes import WordCountEncoder

PACK = Path(__file__).resolve().parents[1] / "packs" / "fasttrack-2021"


@pytest.fixture(scope="module")
def built(shared: Callable[[str], Path]) -> Built:
    """The pack with its documents."""
    root = shared("corpora").parent
    return build(pack.load(str(PACK)), root=root, encoder=WordCountEncoder())


@pytest.fixture(scope="module")
def read(built: Built) -> tuple[ScopeRule | Task | Passage, ...]:
    """The records that were read from documents, without the curated ones."""
    return tuple(record for record in built.records if ":" in record.id and isinstance(record, ScopeRule | Task | Passage))


@pytest.fixture(scope="module")
def rules(read: tuple[ScopeRule | Task | Passage, ...]) -> tuple[ScopeRule, ...]:
    """The scope rules that were read from documents."""
    return tuple(record for record in read if isinstance(record, ScopeRule))


@pytest.fixture(scope="module")
def tasks(read: tuple[ScopeRule | Task | Passage, ...]) -> tuple[Task, ...]:
    """The tasks that were read from documents."""
    return tuple(record for record in read if isinstance(record, Task))


def of(rules: tuple[ScopeRule, ...], source: str, workload: str, words: str) -> ScopeRule:
    """The one rule of `source` and `workload` whose subject begins with `words`."""
    found = [rule for rule in rules if rule.citation.source == source and workload in rule.workloads and rule.subject.startswith(words)]
    assert len(found) == 1, [rule.subject for rule in found]
    return found[0]


def test_every_document_is_read_and_understood(built: Built) -> None:
    """None is left out, nothing stays unclear; passages end elsewhere with another encoder, so their phrases are left aside here."""
    assert built.failed == {}
    assert [issue for issue in built.issues if not issue.startswith("phrases: ")] == []


def test_the_table_of_responsibilities_is_complete(tasks: tuple[Task, ...]) -> None:
    """137 rows, nested ones included, in six phases and two columns, each with the right party."""
    table = [task for task in tasks if task.citation.source == "sd-process"]
    assert len(table) == 137
    assert Counter((task.phase, task.party) for task in table) == {
        ("general", "fasttrack"): 3,
        ("general", "customer"): 28,
        ("initiate", "fasttrack"): 3,
        ("initiate", "customer"): 4,
        ("assess", "fasttrack"): 27,
        ("assess", "customer"): 9,
        ("remediate", "fasttrack"): 2,
        ("remediate", "customer"): 6,
        ("enable", "fasttrack"): 11,
        ("enable", "customer"): 15,
        ("data-migration", "fasttrack"): 12,
        ("data-migration", "customer"): 17,
    }


@pytest.mark.parametrize(
    ("words", "phase", "party", "within", "line"),
    [
        ("Provide and configure any public Secure", "general", "customer", "", 141),
        ("Assigning a technical lead", "general", "customer", "Provide overall program and project management", 116),
        ("Bandwidth estimates", "assess", "fasttrack", "Assess the existing Lync", 229),
        ("Configure Azure AD Pass-through", "enable", "fasttrack", "For single- and multiple-forest", 298),
        ("Provide post-migration assistance", "data-migration", "fasttrack", "", 337),
        ("User Acceptance Testing", "data-migration", "customer", "Provide project resources", 346),
    ],
)
def test_tasks_know_their_phase_party_place_and_line(
    tasks: tuple[Task, ...], words: str, phase: str, party: str, within: str, line: int
) -> None:
    """Checked by eye, misplaced lists among them."""
    (task,) = [task for task in tasks if task.citation.source == "sd-process" and task.text.startswith(words)]
    assert (task.phase, task.party, task.citation.lines) == (phase, party, (line, line))
    assert task.within.startswith(within)
    assert bool(task.within) == bool(within)


def test_the_programme_s_part_in_a_migration_needs_its_seats(tasks: tuple[Task, ...]) -> None:
    """As the paragraph above the table says."""
    table = [task for task in tasks if task.citation.source == "sd-process"]
    gated = {(task.phase, task.party) for task in table if task.gates}
    assert gated == {("data-migration", "fasttrack")}


@pytest.mark.parametrize(
    ("workload", "words", "coverage", "provider"),
    [
        ("cloud-app-security", "Connecting custom apps", "excluded", None),
        ("ediscovery", "EDiscovery API", "excluded", None),
        ("defender-endpoint", "Mobile devices (Android and iOS)", "excluded", "partner"),
        ("defender-endpoint", "Windows Server 2019 Core", "entitled", None),
        ("windows-10", "Converting a Windows 10 system from BIOS", "excluded", "partner"),
        ("virtual-desktop", "Linux scenarios", "excluded", "partner"),
        ("sharepoint-onedrive", "Upgrade of on-premises SharePoint", "excluded", "partner"),
        ("intune", "Setting up or configuring Certificate", "excluded", None),
        ("intune", "Setting up or upgrading either", "excluded", "partner"),
        ("identity", "Active Directory Federation Services (AD FS) deployment", "excluded", "partner"),
        ("azure-information-protection", "Monitoring emails in transit", "entitled", None),
        ("yammer", "Enabling the Yammer", "entitled", None),
        ("edge", "Enabling Internet Explorer mode", "entitled", None),
        ("cloud-app-security", "Monitoring user activities", "excluded", None),
    ],
)
def test_scope_lists_become_rules_of_their_workload(
    rules: tuple[ScopeRule, ...], workload: str, words: str, coverage: str, provider: str | None
) -> None:
    """Guidance and exclusions by row and bold line, exceptions turned, and the provider where the document names one."""
    rule = of(rules, "sd-products", workload, words)
    assert (rule.coverage.value, rule.provider) == (coverage, provider)


def test_a_workload_named_nearer_goes_before_its_family(rules: tuple[ScopeRule, ...]) -> None:
    """A bold line inside a row speaks of another product than the row."""
    assert of(rules, "sd-products", "azure-information-protection", "Activating and configuring").workloads == (
        "azure-information-protection",
    )
    assert of(rules, "sd-products", "information-protection", "Data classification").workloads == ("information-protection",)
    assert of(rules, "sd-products", "compliance-manager", "Reviewing role types").workloads[0] == "compliance-manager"


@pytest.mark.parametrize(
    ("source", "workload", "words", "when"),
    [
        ("sd-products", "information-protection", "Trainable classifiers", 'plan in ["e5"]'),
        ("sd-products", "information-protection", "Creating sensitivity labels", 'plan in ["e3", "e5"]'),
        ("sd-products", "ediscovery", "Enabling advanced auditing", 'plan in ["e5"]'),
        ("sd-products", "information-governance", "Reviewing file plan", 'plan in ["e5"]'),
        ("sd-products", "cloud-app-security", "Providing configuration assistance", "policies <= 6"),
        ("sd-products", "teams", "Organization setup guidance for Direct", "voice_sites <= 10"),
        ("sd-products", "identity", "Enabling AD FS", 'forests in ["single"]'),
        ("sd-migration", "src-gsuite", "Mailbox contacts", "addresses_per_contact <= 3"),
        ("sd-migration", "src-file-share", "Files under 15 GB", "file_size_gb < 15"),
        ("sd-gov-fasttrack", "skype", "Enabling Phone System (", 'tenant_cloud not in ["gcc_high", "dod"]'),
        ("d365-onboard", "dynamics-365", "An implementation partner", "(implementation_partner)"),
    ],
)
def test_limits_become_conditions_over_facts(rules: tuple[ScopeRule, ...], source: str, workload: str, words: str, when: str) -> None:
    """Those of a bold line or of the item above as well."""
    assert of(rules, source, workload, words).when == when


@pytest.mark.parametrize(
    ("workload", "words", "limit"),
    [
        ("identity", "Enabling automatic user provisioning", "outbound provisioning only"),
        ("exchange-online", "Setting up the Microsoft Defender", "part of your subscription"),
    ],
)
def test_limits_that_no_fact_settles_stay_with_their_rule(rules: tuple[ScopeRule, ...], workload: str, words: str, limit: str) -> None:
    """They make a verdict conditional."""
    assert limit in of(rules, "sd-products", workload, words).qualifiers[0]


@pytest.mark.parametrize(
    ("platform", "target", "words", "coverage"),
    [
        ("src-gsuite", "exchange-online", "Labels", "entitled"),
        ("src-gsuite", "exchange-online", "Google Hangouts", "excluded"),
        ("src-imap", "exchange-online", "Emails", "entitled"),
        ("src-exchange", "exchange-online", "Public folders", "excluded"),
        ("src-google-drive", "onedrive", "Google Drawings", "excluded"),
        ("src-box", "teams", "Box Notes", "entitled"),
        ("src-dropbox", "microsoft-365-groups", "Dropbox Paper", "excluded"),
        ("src-file-share", "sharepoint", "Hidden shares", "excluded"),
    ],
)
def test_migration_rows_are_of_source_target_and_migration(
    rules: tuple[ScopeRule, ...], platform: str, target: str, words: str, coverage: str
) -> None:
    """What migrates needs the seats of the migration service."""
    rule = of(rules, "sd-migration", platform, words)
    assert {platform, target, "migration"} <= set(rule.workloads)
    assert rule.coverage.value == coverage
    assert ("migration-seats" in rule.gates) == (rule.coverage is Coverage.ENTITLED)


@pytest.mark.parametrize(
    ("source", "words", "party"),
    [
        ("sd-products", "An approved classification taxonomy", "customer"),
        ("sd-products", "Creating an app inventory", "customer"),
        ("sd-migration", "Migrate client-side data", "customer"),
        ("sd-gov-customer", "Get an Apple ID", "customer"),
        ("sd-gov-fasttrack", "Hold conference calls", "fasttrack"),
    ],
)
def test_expectations_and_responsibilities_become_tasks(tasks: tuple[Task, ...], source: str, words: str, party: str) -> None:
    """Outside the table as well."""
    (task,) = [task for task in tasks if task.citation.source == source and task.text.startswith(words)]
    assert task.party == party


def test_mirrored_rows_are_read_once(read: tuple[ScopeRule | Task | Passage, ...]) -> None:
    """Rows that only point to another part of the table give nothing."""
    texts = [record.text for record in read if isinstance(record, Passage) and record.citation.source == "sd-products"]
    assert not [text for text in texts if text.startswith("For more information, see")]


def test_every_passage_is_encoded_whole(built: Built) -> None:
    """With its heading path."""
    encoder = WordCountEncoder()
    read = [record for record in built.records if isinstance(record, Passage) and ":" in record.id]
    assert read
    assert all(encoder.count_tokens(search_texts(passage, built.pack)[0]) <= encoder.max_tokens for passage in read)
