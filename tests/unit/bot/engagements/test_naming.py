from bot.engagements.naming import Named, named
from bot.engagements.roster import Member, Roster, RosterRole
from knowledge.models import Party, Role

ALEX = Member(person="alex", name="Alex Wilber")
LYNNE = Member(person="lynne", name="Lynne Robbins")
ADELE = Member(person="adele", name="Adele Vance")
PARTIES = (
    Party(id="rampup", name="the Ramp-up team", roles=(Role.SPECIALIST,)),
    Party(id="customer", name="the customer", roles=(Role.CUSTOMER,)),
    Party(id="maker", name="the maker"),
)
ROSTER = Roster(
    held=(
        (RosterRole.SPONSOR, LYNNE),
        (RosterRole.PROJECT_MANAGER, LYNNE),
        (RosterRole.TECHNICAL_LEAD, ALEX),
        (RosterRole.SPECIALIST, ADELE),
    )
)


def test_a_customers_task_names_the_technical_lead_first() -> None:
    """The one to turn to comes first, whoever was put on the roster first."""
    assert named(["customer"], PARTIES, ROSTER) == (Named(party="customer", members=(ALEX, LYNNE)),)


def test_a_shared_task_names_people_of_each_owner() -> None:
    """In the order of the answer's owners."""
    assert [(one.party, one.members[0]) for one in named(["rampup", "customer"], PARTIES, ROSTER)] == [
        ("rampup", ADELE),
        ("customer", ALEX),
    ]


def test_an_owner_that_nobody_speaks_for_is_left_out() -> None:
    """A party that is nobody's side in the team, and one that the pack does not know, name nobody."""
    assert named(["maker", "someone"], PARTIES, ROSTER) == ()


def test_an_empty_roster_names_nobody() -> None:
    """The answer then stays with the party's name."""
    assert named(["customer"], PARTIES, Roster()) == ()
