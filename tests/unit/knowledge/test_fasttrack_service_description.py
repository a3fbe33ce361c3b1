"""What the bundled pack says of eligibility, migration and the workloads, after FastTrack's service description."""

import re
from pathlib import Path

import pytest

from knowledge import lexicon, pack
from knowledge.conditions import FactValue, State, evaluate
from knowledge.facts import read
from knowledge.models import Coverage, Passage, Record, ScopeRule, Task
from knowledge.pack import Pack

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora"
COPIED_RUN = 12  # words in a row that count as a copied sentence

COVERED_PRODUCTS = (
    "entra-id", "azure-information-protection", "exchange-online", "microsoft-365-apps", "defender-xdr", "cloud-app-security",
    "defender-endpoint", "defender-identity", "defender-office", "edge", "information-governance", "information-protection", "intune",
    "teams", "onedrive", "power-bi", "project-online", "sharepoint", "windows-10", "virtual-desktop", "yammer",
)  # fmt: skip
LIMITS = ("directory_sync", "working_infrastructure", "source_code", "featured_app", "only_intune")
SOURCE_PLATFORMS = ("src-exchange", "src-gsuite", "src-imap", "src-file-share", "src-google-drive", "src-box", "src-dropbox")


@pytest.fixture(scope="module")
def fasttrack() -> Pack:
    """The bundled pack."""
    return pack.load("fasttrack")


@pytest.fixture(scope="module")
def rules(fasttrack: Pack) -> dict[str, ScopeRule]:
    """Its scope rules by id."""
    return {record.id: record for record in fasttrack.records if isinstance(record, ScopeRule)}


def from_service_description(fasttrack: Pack) -> list[Record]:
    """The records that cite the service description or the Dynamics 365 pages."""
    return [record for record in fasttrack.records if record.citation.source.startswith(("sd-", "d365-"))]


def entitled(rules: dict[str, ScopeRule], source: str, workload: str) -> list[ScopeRule]:
    """The rules of `source` that give help with `workload`."""
    return [
        rule
        for rule in rules.values()
        if rule.coverage is Coverage.ENTITLED and workload in rule.workloads and rule.citation.source == source
    ]


def coverage(rule: ScopeRule, facts: dict[str, FactValue]) -> Coverage | None:
    """The coverage that `rule` gives on `facts`; None while a fact is missing."""
    state = evaluate(rule.when, facts).state
    return None if state is State.UNKNOWN else rule.coverage if state is State.MET else rule.otherwise


@pytest.mark.parametrize("workload", COVERED_PRODUCTS)
def test_every_product_on_the_eligibility_page_has_guidance(rules: dict[str, ScopeRule], workload: str) -> None:
    """Each product that FastTrack lists as covered is answered by at least one entitled rule of the service description."""
    assert entitled(rules, "sd-products", workload)


@pytest.mark.parametrize("platform", SOURCE_PLATFORMS)
def test_every_source_platform_says_what_comes_and_what_stays(rules: dict[str, ScopeRule], platform: str) -> None:
    """For each platform that is migrated from, one rule says what migrates and another what does not."""
    found = {rule.coverage for rule in rules.values() if platform in rule.workloads and rule.citation.source == "sd-migration"}
    assert {Coverage.ENTITLED, Coverage.EXCLUDED} <= found


def test_what_migrates_depends_on_the_seats_of_the_migration_service(rules: dict[str, ScopeRule]) -> None:
    """Whatever the migration service moves is stated under its own threshold of seats, not under the general one alone."""
    moved = [rule for platform in SOURCE_PLATFORMS for rule in entitled(rules, "sd-migration", platform)]
    assert {rule.id for rule in moved if "migration-seats" not in rule.gates and rule.when != "seats >= 500"} == set()


def test_ineligible_plans_are_named(rules: dict[str, ScopeRule]) -> None:
    """The rule that proves the gate on plans is out of scope and names each of the plans that are left out."""
    rule = rules["eligibility.ineligible-plans"]
    assert rule.coverage is Coverage.EXCLUDED
    assert all(name in rule.clause for name in ("Exchange Online Archiving", "21Vianet", "Dedicated", "ITAR", "A1", "student use benefit"))


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"plan": "e3", "tenant_cloud": "commercial"}, State.MET),
        ({"plan": "no_cost"}, State.UNMET),
        ({"plan": "archiving"}, State.UNMET),
        ({"tenant_cloud": "vianet"}, State.UNMET),
        ({"tenant_cloud": "dedicated"}, State.UNMET),
        ({}, State.UNKNOWN),
    ],
)
def test_the_gate_on_plans_refuses_what_the_rule_names(fasttrack: Pack, facts: dict[str, FactValue], state: State) -> None:
    """The condition beneath every verdict refuses the plans that the rule names, and no other."""
    gate = next(gate for gate in fasttrack.manifest.gates if gate.id == "eligible-plan")
    assert evaluate(gate.when, facts).state is state


@pytest.mark.parametrize(
    ("rule_id", "facts", "expected"),
    [
        ("cloud-app-security.policies", {"policies": 6}, Coverage.ENTITLED),
        ("cloud-app-security.policies", {"policies": 7}, Coverage.EXCLUDED),
        ("cloud-app-security.policies", {}, None),
        ("migration.gsuite.contacts", {"addresses_per_contact": 3}, Coverage.ENTITLED),
        ("migration.gsuite.contacts", {"addresses_per_contact": 4}, Coverage.EXCLUDED),
        ("migration.files.size", {"file_size_gb": 14}, Coverage.ENTITLED),
        ("migration.files.size", {"file_size_gb": 15}, Coverage.EXCLUDED),
        ("identity.ad-fs", {"forests": "single"}, Coverage.ENTITLED),
        ("identity.ad-fs", {"forests": "multiple"}, Coverage.EXCLUDED),
        ("teams.direct-routing", {"voice_sites": 10}, Coverage.ENTITLED),
        ("teams.direct-routing", {"voice_sites": 11}, Coverage.EXCLUDED),
        ("us-government.room-accounts", {"room_accounts": 10}, Coverage.ENTITLED),
        ("us-government.room-accounts", {"room_accounts": 11}, Coverage.EXCLUDED),
        ("information-governance.retention", {"plan": "e5"}, Coverage.ENTITLED),
        ("information-governance.retention", {"plan": "a5"}, Coverage.ENTITLED),
        ("information-governance.retention", {"plan": "e3"}, Coverage.EXCLUDED),
        ("information-protection.labels", {"plan": "e3"}, Coverage.ENTITLED),
        ("information-protection.labels", {"plan": "e1"}, Coverage.EXCLUDED),
        ("azure-information-protection.automatic", {"plan": "p2"}, Coverage.ENTITLED),
        ("azure-information-protection.automatic", {"plan": "p1"}, Coverage.EXCLUDED),
        ("azure-information-protection.scanner", {"plan": "p1"}, Coverage.ENTITLED),
        ("eligibility.archiving", {"plan": "e3"}, Coverage.ENTITLED),
        ("eligibility.archiving", {"plan": "archiving"}, Coverage.EXCLUDED),
        ("us-government.pass-through", {"tenant_cloud": "gcc"}, Coverage.ENTITLED),
        ("us-government.pass-through", {"tenant_cloud": "gcc_high"}, Coverage.EXCLUDED),
        ("us-government.unified-messaging", {"tenant_cloud": "gcc_high"}, Coverage.ENTITLED),
        ("us-government.unified-messaging", {"tenant_cloud": "dod"}, Coverage.EXCLUDED),
        ("us-government.defender-clouds", {"tenant_cloud": "gcc"}, Coverage.ENTITLED),
        ("us-government.defender-clouds", {"tenant_cloud": "dod"}, Coverage.EXCLUDED),
        ("dynamics.implementation-partner", {"implementation_partner": True}, Coverage.ENTITLED),
        ("dynamics.implementation-partner", {"implementation_partner": False}, Coverage.EXCLUDED),
    ],
)
def test_a_limit_in_the_clause_decides(
    rules: dict[str, ScopeRule], rule_id: str, facts: dict[str, FactValue], expected: Coverage | None
) -> None:
    """A number, plan, cloud or topology at the limit is in, one past it is out, and none at all leaves the question open."""
    assert coverage(rules[rule_id], facts) is expected


def test_a_condition_is_also_put_in_words(fasttrack: Pack) -> None:
    """People read a condition as a sentence, never as an expression."""
    conditional = [record for record in from_service_description(fasttrack) if isinstance(record, ScopeRule) and record.when]
    assert [rule.id for rule in conditional if not rule.when_text] == []


def test_phone_numbers_are_ported_in_any_quantity(rules: dict[str, ScopeRule]) -> None:
    """Both ways of porting are guided, so no number of phone numbers is refused; the clause says which way is which."""
    rule = rules["teams.number-porting"]
    assert rule.when is None
    assert "999" in rule.clause
    assert "service request" in rule.clause


@pytest.mark.parametrize("workload", ["defender-xdr", "cloud-app-security", "defender-endpoint", "defender-identity", "defender-office"])
def test_security_products_are_not_supported_in_the_high_government_clouds(rules: dict[str, ScopeRule], workload: str) -> None:
    """Every entitled rule on a Defender product falls when the tenant is known to be in GCC High or DoD."""
    own = [rule for rule in entitled(rules, "sd-products", workload) if rule.workloads == (workload,)]
    assert own
    assert all("defender-clouds" in rule.gates for rule in own)


def test_software_vendors_need_no_minimum_of_licences(fasttrack: Pack, rules: dict[str, ScopeRule]) -> None:
    """The gates on seats and plans do not apply to ISVs that build Windows 10 apps."""
    workloads = set(rules["eligibility.isv"].workloads)
    assert [gate.id for gate in fasttrack.manifest.gates if gate.everywhere and workloads.isdisjoint(gate.not_for)] == []


@pytest.mark.parametrize(
    "rule_id",
    [
        "identity.ad-fs",
        "intune.configuration-manager-upgrade",
        "sharepoint.server-upgrade",
        "windows-10.imaging",
        "virtual-desktop.third-party",
    ],
)
def test_what_the_document_refers_to_partners_names_the_partner(rules: dict[str, ScopeRule], rule_id: str) -> None:
    """Where FastTrack does not help and the document sends to a partner, so does the rule."""
    assert rules[rule_id].provider == "partner"


@pytest.mark.parametrize(
    ("task_id", "party"),
    [
        ("migration.task.smtp-coexistence", "customer"),
        ("migration.task.smtp-guidance", "fasttrack"),
        ("migration.task.channels", "customer"),
        ("migration.task.team-sites", "customer"),
        ("autopilot.task.register", "customer"),
        ("azure-information-protection.task.taxonomy", "customer"),
        ("dynamics.task.partner-training", "partner"),
    ],
)
def test_a_task_has_the_party_that_the_document_gives_it(fasttrack: Pack, task_id: str, party: str) -> None:
    """Who configures SMTP coexistence, creates channels, registers devices and so on."""
    task = next(record for record in fasttrack.records if record.id == task_id)
    assert isinstance(task, Task)
    assert task.party == party


def test_the_2020_page_on_virtual_desktops_gave_way_to_the_2021_edition(fasttrack: Pack) -> None:
    """Records of the superseded page never hold on the same day as those of the edition that replaced it."""
    old, new = fasttrack.sources["sd-virtual-desktop"], fasttrack.sources["sd-products"]
    assert old.holds_until is not None
    assert not new.holds(old.holds_until)
    assert not old.holds(new.holds_from)


def test_no_text_is_too_long_to_be_read_whole(fasttrack: Pack) -> None:
    """A curated clause stays short enough for one card and for the encoder's 256 tokens."""
    long = [record.id for record in from_service_description(fasttrack) if len(_text(record).split()) > 80]
    assert long == []


@pytest.mark.skipif(not CORPORA.is_dir(), reason="shared/corpora does not stand beside the project")
def test_nothing_is_copied_from_the_documents(fasttrack: Pack) -> None:
    """No record shares twelve words in a row with the documents that it cites: facts are in the project's own words."""
    documents = {run for path in CORPORA.rglob("*.md") for run in _runs(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")))}
    copied = [record.id for record in from_service_description(fasttrack) if not documents.isdisjoint(_runs(_text(record)))]
    assert copied == []


def _text(record: Record) -> str:
    match record:
        case ScopeRule():
            return " ".join((record.subject, record.clause, record.instead, *record.qualifiers))
        case Task() | Passage():
            return record.text
        case _:
            return getattr(record, "purpose", "") or getattr(record, "summary", "")


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[at : at + COPIED_RUN]) for at in range(len(words) - COPIED_RUN + 1)}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("dir sync is up, do folder rights come over?", {"directory_sync": True}),
        ("no dir sync here, do folder rights come over?", {"directory_sync": False}),
        ("our wifi runs fine, push its settings with Intune", {"working_infrastructure": True}),
        ("we have no certificate authority, push VPN profiles", {"working_infrastructure": False}),
        ("we hold the source code, advise our programmers", {"source_code": True}),
        ("we lost the source code, advise our programmers", {"source_code": False}),
        ("the app isn't among the featured ones", {"featured_app": False}),
        ("the app is a featured app", {"featured_app": True}),
        ("we don't have a VPN, push VPN profiles", {"working_infrastructure": False}),
        ("we don't run AAD Connect, do folder rights come over?", {"directory_sync": False}),
        ("the code isn't at hand, nobody has the source code", {"source_code": False}),
        ("make Intune the authority, it is the only MDM", {"only_intune": True}),
        ("make Intune the authority, beside MobileIron", {"only_intune": False}),
        ("push VPN profiles with Intune", {}),
        ("do we need to have a CA, or will our VPN work with Intune by itself?", {}),
        ("must we have the source code for advice?", {}),
        ("help us until our wifi works", {}),
        ("explain how directory sync works", {}),
        ("get AAD Connect in place first", {}),
        ("is it only Intune that you guide?", {}),
        ("do folder rights of our file server come over?", {}),
    ],
)
def test_limits_of_clauses_can_be_told(fasttrack: Pack, text: str, facts: dict[str, bool]) -> None:
    """And denied; what only names the thing, asks for it or aims at it tells neither."""
    told = read(lexicon.load().in_digits(text), fasttrack.manifest.facts, lexicon.load())
    assert {name: value for name, value in told.items() if name in LIMITS} == facts
