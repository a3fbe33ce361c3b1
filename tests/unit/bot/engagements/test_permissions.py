import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.engagements.engagement import Engagement
from bot.engagements.permissions import TABLE, Action, Actor, actors, refused
from bot.engagements.refused import Refused
from bot.engagements.roster import Member, Roster, RosterRole
from bot.engagements.scope import TeamScope
from knowledge.wording import Wording

ADELE = Member(person="adele", name="Adele Vance")
ALEX = Member(person="alex", name="Alex Wilber")
MEGAN = Member(person="megan", name="Megan Bowen")
ENGAGEMENT = Engagement(
    id="e", scope=TeamScope(tenant="t", team="a"), channel="c", customer="Contoso", timezone="Europe/Berlin", start=date(2026, 1, 5),
    roster=Roster(held=((RosterRole.SPECIALIST, ADELE), (RosterRole.TECHNICAL_LEAD, ALEX), (RosterRole.PARTNER_CONTACT, MEGAN))),
)  # fmt: skip
README = Path(__file__).resolve().parents[4] / "README.md"


@pytest.mark.parametrize(
    ("person", "expected"),
    [("adele", {Actor.SPECIALIST}), ("alex", {Actor.CUSTOMER}), ("megan", {Actor.PARTNER})],
)
def test_the_roster_says_what_a_person_is(person: str, expected: set[Actor]) -> None:
    """A role on the roster makes its holder a specialist, a customer or a partner."""
    assert actors(person, ENGAGEMENT) == expected


def test_someone_who_is_not_on_the_roster_is_a_customer() -> None:
    """The team is the customer's team space, so a stranger to the roster is the least: one of the customer's."""
    assert actors("lee", ENGAGEMENT) == {Actor.CUSTOMER}


def test_who_holds_several_roles_may_do_what_any_of_them_may() -> None:
    """A partner's contact who is a specialist as well may schedule."""
    roster = ENGAGEMENT.roster.with_holders(RosterRole.SPECIALIST, [ADELE, MEGAN])

    acting = actors("megan", replace(ENGAGEMENT, roster=roster))

    assert refused(acting, Action.SCHEDULE) is None


def test_whoever_comes_first_to_a_new_team_may_set_it_up() -> None:
    """Without an engagement there is no roster to be on."""
    assert refused(actors("lee", None), Action.SET_UP) is None


def test_once_set_up_a_team_is_not_set_up_by_another_customer() -> None:
    """Who is not on the roster of an engagement may not set it up again."""
    assert refused(actors("lee", ENGAGEMENT), Action.SET_UP) == Refused(key="refused.set_up")


def test_an_administrator_keeps_what_the_roster_makes_them() -> None:
    """Administrators are named by the settings, beside the roster."""
    assert actors("alex", ENGAGEMENT, administrators={"alex"}) == {Actor.CUSTOMER, Actor.ADMINISTRATOR}


def test_only_an_administrator_erases() -> None:
    """Not even a specialist takes away what is kept of a team."""
    assert refused({Actor.SPECIALIST, Actor.CUSTOMER, Actor.PARTNER}, Action.ERASE) is not None
    assert refused({Actor.ADMINISTRATOR}, Action.ERASE) is None


@pytest.mark.parametrize("action", Action)
def test_nobody_may_do_anything_as_nothing(action: Action) -> None:
    """Without a part in the team everything is refused, with a sentence of the catalogue for each action."""
    refusal = refused(frozenset(), action)

    assert refusal is not None
    assert Wording.load("en").say(refusal.key, **dict(refusal.values))


def test_the_table_holds_every_action() -> None:
    """An action that is not in the table could not be asked about."""
    assert set(TABLE) == set(Action)


def test_the_readme_shows_the_same_table() -> None:
    """The rows of the README say yes where the code does, in the order of the actions."""
    section = README.read_text(encoding="utf-8").partition("### Who may do what")[2].partition("\n### ")[0]
    rows = [[cell.strip() for cell in re.split(r"\|", line)[2:-1]] for line in section.splitlines() if line.startswith("|")]

    assert rows[0] == [actor.value for actor in Actor]
    assert rows[2:] == [["yes" if actor in TABLE[action] else "" for actor in Actor] for action in Action]
