from pathlib import Path

import pytest

from knowledge import pack
from knowledge.errors import PackError
from knowledge.pack import Pack
from tests.building import CALIBRATION, CONTOSO
from tests.unit.knowledge.small_pack import MANIFEST, RULE, Write, faults


def test_a_pack_holds_what_its_files_declare(contoso: Pack) -> None:
    """The manifest, and the records of every other TOML file beside it."""
    assert contoso.manifest.programme == "Ramp-up"
    assert {record.type for record in contoso.records} == {"rule", "task", "milestone", "resource", "passage"}
    assert contoso.sources["handbook"].publisher == "Fabrikam"
    assert contoso.source_root is None
    assert contoso.folder == CONTOSO


def test_bundled_packs_go_by_name() -> None:
    """Each bundled pack is found by its folder's name and is named like it."""
    assert pack.bundled()
    assert all(pack.load(name).manifest.name == name for name in pack.bundled())


def test_a_missing_pack_says_what_there_is(tmp_path: Path) -> None:
    """The error names what was asked for and the bundled packs."""
    with pytest.raises(PackError) as caught:
        pack.load(str(tmp_path / "nowhere"))

    assert (
        str(caught.value)
        == f"{tmp_path / 'nowhere'}: no pack there; give a folder with a pack.toml, or one of: {', '.join(pack.bundled())}"
    )


def test_text_that_is_no_toml_is_placed_by_line(write: Write) -> None:
    """The error names the file, the line and the column."""
    [fault] = faults(write(rules=RULE + "[[rules]\n"))

    assert fault.startswith("rules.toml: not valid TOML: ")
    assert "(at line 8, column 8)" in fault


def test_a_file_must_be_utf_8(write: Write) -> None:
    """The error names the byte at which the text stops being UTF-8 and what to do."""
    manifest = MANIFEST.replace("the team", "die Führung").encode("latin-1")

    assert faults(write(manifest)) == [f"pack.toml: not UTF-8 text (byte {manifest.index(0xFC)}); save it as UTF-8"]


def test_an_empty_manifest_is_told_all_that_is_missing(write: Write) -> None:
    """One sentence per missing key."""
    missing = ("name", "title", "programme", "version")

    assert faults(write(manifest="")) == [f"pack.toml: {key}: is missing; add it" for key in missing]


def test_an_empty_record_file_is_refused(write: Write) -> None:
    """A file without records is a mistake: the error says what belongs into it."""
    [fault] = faults(write(rules=""))

    assert fault.startswith("rules.toml: the file: found {}; the file holds no record; remove it or add [[rules]]")


@pytest.mark.parametrize(
    ("found", "replaced_by", "fault"),
    [
        ('coverage = "entitled"', 'coverage = "gold"', "coverage: found 'gold'; Input should be 'entitled', 'funded', "),
        ('subject = "labels"', "", "subject: is missing; add it"),
        ("clause =", "claus =", "claus: this key is not known here; remove it or mend its spelling"),
        ('id = "labels"', 'id = "La bels"', "id: found 'La bels'; use lower-case letters, digits and . _ : - only"),
        ('subject = "labels"', "subject = 3", "subject: found 3; Input should be a valid string"),
        ('"guide" }', '"guide", lines = [3] }', "citation.lines[2]: is missing; add it"),
    ],
)  # fmt: skip
def test_a_key_that_does_not_fit_is_named(write: Write, found: str, replaced_by: str, fault: str) -> None:
    """The error names the file and the key, what was found and what is allowed."""
    assert found in RULE

    assert [shown for shown in faults(write(rules=RULE.replace(found, replaced_by))) if shown.startswith(f"rules.toml: rules[1].{fault}")]


@pytest.mark.parametrize(
    ("found", "replaced_by", "fault"),
    [
        ("authority = 50", "authority = 500", "pack.toml: sources[1].authority: found 500; Input should be less than or equal to 100"),
        ("authority = 50", "authority = 50\nholds_until = 2023-01-01", "holds_until lies before holds_from"),
        ('units = ["seat"]', "", "an integer fact needs units: numbers are read by their unit"),
        ('units = ["seat"]', 'units = ["seat"]\nkinds = ["pro"]', "kinds are units too: name them in both"),
        ('units = ["seat"]', 'units = ["seat"]\npersons = ["people"]\nfew = 9', "persons are units too: name them in both"),
        ('units = ["seat"]', 'units = ["seat", "people"]\npersons = ["people"]', "name them in both, and say how many are few"),
        ('type = "integer"', 'type = "boolean"\nsingly = true', "singly and lesser say how numbers count: only an integer fact has them"),
        ("[[sources]]", '[[workloads]]\nid = "post"\nname = "Post"\nthings = ["box"]\n[[sources]]', "things are names too"),
        ('type = "integer"', 'type = "choice"', "a choice fact needs options, and only a choice fact has them"),
        ("holds_from = 2024-01-01", 'holds_from = "soon"', "pack.toml: sources[1].holds_from: found 'soon'; Input should be a valid date"),
        ('version = "1"', 'version = "1"\ncolour = "red"', "pack.toml: colour: this key is not known here; remove it or mend its spelling"),
    ],
)  # fmt: skip
def test_a_manifest_that_does_not_fit_is_told_why(write: Write, found: str, replaced_by: str, fault: str) -> None:
    """Sources, facts and all other keys are held to their meaning."""
    assert found in MANIFEST

    assert [shown for shown in faults(write(MANIFEST.replace(found, replaced_by))) if fault in shown and shown.startswith("pack.toml: ")]


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ("", None),
        ('workloads = ["ledger"]', "found workload 'ledger'; declared are none"),
        ('provider = "fabrikam"', "found party 'fabrikam'; declared are team"),
        ('gates = ["enough"]', "found gate 'enough'; declared are none"),
        ('when = "sites >= 3"', "condition 'sites >= 3' names the undeclared fact 'sites'; declared are seats"),
        ('when = "seats >= 3"\nexception = "sites >= 3"', "condition 'sites >= 3' names the undeclared fact 'sites'; declared are seats"),
        ("overview = true", "an overview speaks of a product as a whole, but names none; name it in workloads"),
        ('when = "seats >="', "condition 'seats >=' cannot be read at column 9; write comparisons such as "),
    ],
)
def test_what_a_record_points_to_must_be_declared(write: Write, added: str, fault: str | None) -> None:
    """The error names the file, the record, what was found and what is declared."""
    folder = write(rules=f"{RULE}{added}\n")

    if fault is None:
        assert [record.id for record in pack.load(str(folder)).records] == ["labels"]
    else:
        [shown] = faults(folder)
        assert shown.startswith(f"rules.toml: record 'labels': {fault}")


def test_a_citation_needs_a_declared_source(write: Write) -> None:
    """Nothing stands without its document."""
    assert faults(write(rules=RULE.replace('"guide"', '"leaflet"'))) == [
        "rules.toml: record 'labels': found source 'leaflet'; declared are guide"
    ]


@pytest.mark.parametrize(
    ("added", "fault"),
    [
        ('programme_party = "crew"', "programme_party: found party 'crew'; declared are team"),
        ('default_owner = "crew"', "default_owner: found party 'crew'; declared are team"),
        ('[[gates]]\nid = "g"\nwhen = "sites >= 1"\ntext = "sites"\nrule = "labels"', "gate 'g': condition 'sites >= 1' names the"),
        ('[[gates]]\nid = "g"\nwhen = "seats >= 1"\ntext = "seats"\nrule = "tags"', "gate 'g': found rule 'tags'; declared are labels"),
        ('[[modes]]\nmode = "on_site"\nwords = []\nrule = "tags"', "mode 'on_site': found rule 'tags'; declared are labels"),
        ('[[workloads]]\nid = "w"\nname = "W"\nfamily = "v"', "workload 'w': found workload 'v'; declared are w"),
        ('[[indexed]]\nsource = "leaflet"\npath = "x.md"', "indexed 'x.md': found source 'leaflet'; declared are guide"),
    ],
)  # fmt: skip
def test_what_the_manifest_points_to_must_be_declared(write: Write, added: str, fault: str) -> None:
    """Gates, modes, families, parties and documents are checked as well."""
    before, _, after = MANIFEST.partition("\n[[")
    manifest = f"{MANIFEST}\n{added}\n" if added.startswith("[[") else f"{before}\n{added}\n\n[[{after}"
    [shown] = faults(write(manifest))

    assert shown.startswith(f"pack.toml: {fault}")


def test_an_id_is_used_once(write: Write) -> None:
    """The error names both files; the id of a declared thing is held to the same."""
    folder = write(others=RULE)

    assert faults(folder) == ["rules.toml: records: the id 'labels' is used twice, first in others.toml; give each its own"]


def test_a_declared_id_is_used_once(write: Write) -> None:
    """Two parties of one id could not be told apart."""
    folder = write(MANIFEST + '[[parties]]\nid = "team"\nname = "the other team"\n')

    assert faults(folder) == ["pack.toml: parties: the id 'team' is used twice, first in pack.toml; give each its own"]


def test_every_fault_is_told_at_once(write: Write) -> None:
    """Nobody mends a pack one run at a time."""
    folder = write(
        rules=RULE.replace('coverage = "entitled"', "").replace("clause", "claus"), others=RULE.replace('"entitled"', '"gold"'), empty=""
    )

    told = faults(folder)

    assert {fault.split(":")[0] for fault in told} == {"rules.toml", "others.toml", "empty.toml"}
    assert len([fault for fault in told if fault.startswith("rules.toml")]) == 3


def test_a_pack_may_hold_what_was_learnt_from_its_questions(write: Write) -> None:
    """In a file beside its manifest."""
    folder = write()
    assert pack.load(str(folder)).calibration is None
    (folder / "calibration.json").write_text(CALIBRATION.model_dump_json(), encoding="utf-8")
    assert pack.load(str(folder)).calibration == CALIBRATION


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Invalid JSON"),
        ("{}", "method: is missing"),
        (CALIBRATION.model_dump_json().replace('"seed"', '"sed"', 1), "seed: is missing"),
    ],
)
def test_a_calibration_that_does_not_fit_names_its_file_and_what_to_do(write: Write, text: str, said: str) -> None:
    """As every file of a pack does."""
    folder = write()
    (folder / "calibration.json").write_text(text, encoding="utf-8")
    [fault] = faults(folder)
    assert fault.startswith("calibration.json: ")
    assert said in fault
    assert fault.endswith("remove the file, then learn it again with onramp-index calibrate")


@pytest.mark.parametrize("jointly", ['["team"]', '["customer", "customer"]'])
def test_who_does_a_task_together_is_named_once(write: Write, jointly: str) -> None:
    """A party that does it alone, or that is named twice, is a mistake."""
    parties = '[[parties]]\nid = "customer"\nname = "the customer"\n[[phases]]\nid = "start"\nname = "Start"\n[[parties]]\nid = "team"'
    task = (
        f'[[tasks]]\nid = "t"\nphase = "start"\nparty = "team"\njointly = {jointly}\ntext = "Print."\ncitation = {{ source = "guide" }}\n'
    )

    [fault] = faults(write(MANIFEST.replace('[[parties]]\nid = "team"', parties), rules=RULE + task))
    assert "jointly names who does it together with the party: name each once, and not the party itself" in fault
