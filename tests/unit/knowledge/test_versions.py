import pytest

from knowledge.versions import new_enough, versions, versions_fit


def test_versions_are_years_and_numbers_with_a_point_behind_names() -> None:
    """A date, an amount and a size are no versions."""
    assert versions("Our mail lives on Exchange 2007, 2.000 licences, bought 2016.") == {"2007"}
    assert versions("Ledger Server 2013, 2016, 2019 Core or 2022/2025") == {"2013", "2016", "2019", "2022", "2025"}
    assert versions("Ledger 2016 v8.2 on the floor") == {"2016", "8.2"}
    assert versions("Ledger V9.0 (on-premises) on SMB 2.0, 1.5 TB of it, 2.5 hours each") == {"9.0", "2.0"}


@pytest.mark.parametrize(
    ("held", "asked", "fits"),
    [
        ("mailboxes from Exchange 2010 or newer", {"2007"}, False),
        ("mailboxes from Exchange 2010 or newer", {"2013"}, True),
        ("mailboxes from Exchange 2010", {"2013"}, False),
        ("all mailboxes", {"2007"}, True),
        ("shares on SMB 2.0 onward", {"3.1"}, True),
        ("shares on SMB 2.0 onward", {"1.0"}, False),
        ("shares on SMB 2.0 onward", {"2016"}, True),
    ],
)
def test_a_text_takes_in_the_versions_from_the_one_that_it_names(held: str, asked: set[str], fits: bool) -> None:
    """What says nothing of versions takes in each, and years say nothing of numbers with a point."""
    assert versions_fit(held, frozenset(asked)) is fits


@pytest.mark.parametrize(
    ("held", "asked", "enough"),
    [
        ("Ledger Server (on-premises) V9.0 or later", "Ledger Server 8.2, can you move it?", False),
        ("Ledger Server (on-premises) V9.0 or later", "can you move Ledger Server 9.1?", True),
        ("Ledger Server (on-premises) V9.0 or later", "it is version 8.2", False),
        ("Ledger Server (on-premises) V9.0 or later", "ours is v8.2", False),
        ("Ledger Server (on-premises) V9.0 or later", "our Ledger (v8.2) server", False),
        ("Ledger Server (on-premises) V9.0 or later", "our Ledger 2016 (8.2) server", False),
        ("Ledger Server (on-premises) V9.0 or later", "our Ledger is still 8.2", False),
        ("Ledger Server (on-premises) V9.0 or later", "and the other one? it is on 8.2", False),
        ("Ledger Server (on-premises) V9.0 or later", "a subsidiary is still on v8", False),
        ("Ledger 2010 or newer", "our Abacus 2007 and Ledger", None),
        ("Ledger 2010 or newer", "our Ledger", None),
        ("Ledger", "our Ledger 2007", None),
    ],
)
def test_a_demand_for_a_version_is_met_or_not_by_the_same_product_alone(held: str, asked: str, enough: bool | None) -> None:
    """Another product's version, or none, leaves it open."""
    assert new_enough(held, asked) is enough
