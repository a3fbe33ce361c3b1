from bot.teams.rate_limit import Admission, RateLimit


def sent(limit: RateLimit, count: int, *, now: float = 0.0, person: str = "adele") -> list[Admission]:
    """What becomes of `count` activities at one time."""
    return [limit.admit("contoso", person, now=now) for _ in range(count)]


def test_who_sends_too_much_is_told_once_and_then_not_answered() -> None:
    """However often they send."""
    assert sent(RateLimit(3), 6) == [Admission.ADMIT] * 3 + [Admission.TELL] + [Admission.SILENT] * 2


def test_each_person_is_counted_alone() -> None:
    """One who sends much takes nothing from others."""
    limit = RateLimit(2)
    sent(limit, 10)

    assert sent(limit, 2, person="alex") == [Admission.ADMIT] * 2


def test_after_a_while_a_person_is_answered_again() -> None:
    """A minute gives back the whole amount, and the next refusal is told again."""
    limit = RateLimit(2)
    sent(limit, 5)

    assert sent(limit, 1, now=30.0) == [Admission.ADMIT]
    assert sent(limit, 4, now=120.0) == [Admission.ADMIT] * 2 + [Admission.TELL, Admission.SILENT]


def test_without_a_limit_everything_is_let_through() -> None:
    """0 is none."""
    assert set(sent(RateLimit(0), 1000)) == {Admission.ADMIT}


def test_no_more_people_are_counted_than_there_is_room_for() -> None:
    """Those silent for longest are forgotten first."""
    limit = RateLimit(1, capacity=2)
    sent(limit, 2, person="first")
    for name in ("second", "third"):
        sent(limit, 1, person=name)

    assert sent(limit, 1, person="first") == [Admission.ADMIT]
    assert sent(limit, 1, person="third") == [Admission.TELL]
