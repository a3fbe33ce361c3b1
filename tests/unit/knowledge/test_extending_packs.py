"""A pack that extends another."""

from knowledge import pack
from tests.building import CALIBRATION
from tests.unit.knowledge.small_pack import RULE, Write, extending, faults


def test_a_pack_extends_another(write: Write) -> None:
    """It inherits what the other declares and holds, and may point to it."""
    write()
    folder = write(
        extending("../small") + 'source_root = "docs"\n[[parties]]\nid = "crew"\nname = "the crew"\n',
        RULE.replace('"labels"', '"tags"', 1) + 'provider = "crew"\n',
        name="large",
    )

    large = pack.load(str(folder))

    assert large.manifest.programme == "Large"
    assert [party.id for party in large.manifest.parties] == ["team", "crew"]
    assert [record.id for record in large.records] == ["labels", "tags"]
    assert large.source_root == folder / "docs"


def test_an_inherited_id_cannot_be_used_again(write: Write) -> None:
    """The error names the file and the pack that holds the id already."""
    write()

    assert faults(write(extending("../small"), RULE, name="large")) == [
        "rules.toml: records: the id 'labels' is used twice, first in ../small; give each its own"
    ]


def test_a_pack_that_extends_nothing_is_told_so(write: Write) -> None:
    """The error names the folder that holds no pack."""
    [fault] = faults(write(extending("../gone"), None))

    assert "gone: no pack there; give a folder with a pack.toml, or one of: " in fault


def test_a_fault_in_an_extended_pack_names_its_own_file(write: Write) -> None:
    """Not the file of the pack that extends it."""
    write(rules=RULE.replace("clause", "claus"))
    told = faults(write(extending("../small"), None, name="large"))

    assert all("small/rules.toml: rules[1].claus" in fault for fault in told)


def test_a_pack_cannot_extend_itself(write: Write) -> None:
    """Neither straight nor by way of another."""
    write(extending("../large"), None, name="small")
    [fault] = faults(write(extending("../small"), None, name="large"))

    assert "extends: this pack is extended by itself" in fault


def test_a_calibration_is_inherited_until_a_pack_has_its_own(write: Write) -> None:
    """Through extends."""
    small, large = write(), write(extending("../small"), None, name="large")
    (small / "calibration.json").write_text(CALIBRATION.model_dump_json(), encoding="utf-8")
    assert pack.load(str(large)).calibration == CALIBRATION
    own = CALIBRATION.model_copy(update={"seed": 7})
    (large / "calibration.json").write_text(own.model_dump_json(), encoding="utf-8")
    assert pack.load(str(large)).calibration == own


def test_phrases_of_an_extending_pack_join_those_of_the_pack_that_it_extends(write: Write) -> None:
    """In one file a pack, by docid, for records of documents as well."""
    write(phrases='[phrases]\n"a" = ["first"]\n"b" = ["kept"]\n')
    large = write(extending("../small"), None, name="large", phrases='[phrases]\n"a" = ["second"]\n')

    assert pack.load(str(large)).phrases == {"a": ("first", "second"), "b": ("kept",)}
