"""Conditions over facts with three outcomes (Kleene's strong logic): met, unmet, or unknown with the facts needed.

The expression is a small subset of Python, read with `ast` and never run:
`seats >= 500 and plan in ["e3", "e5"]`, `not through_partner`, `forests == 1 or federation == "none"`.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.errors import ConditionError

FactValue = int | str | bool
Facts = Mapping[str, FactValue]

_HELP = 'write comparisons such as seats >= 150, plan in ["e3", "e5"] or through_partner, joined by and, or, not'


class State(StrEnum):
    """The truth of a condition."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a condition came to. `needs`: the facts that would settle it, when unknown. `used`: the facts it read."""

    state: State
    needs: tuple[str, ...] = ()
    used: tuple[str, ...] = ()


MET = Outcome(state=State.MET)


def check(expression: str, known_facts: frozenset[str]) -> None:
    """Raise ConditionError when `expression` cannot be read or names a fact that is not declared."""
    unknown = sorted(names(expression) - known_facts)
    if unknown:
        raise ConditionError(
            f"condition {expression!r} names the undeclared fact {unknown[0]!r}; declared are {', '.join(sorted(known_facts))}"
        )


@lru_cache(maxsize=4096)
def names(expression: str) -> frozenset[str]:
    """The ids of the facts that `expression` reads. Raises ConditionError."""
    return frozenset(node.id for node in ast.walk(_parse(expression)) if isinstance(node, ast.Name))


def thresholds(expression: str, fact: str) -> tuple[int, ...]:
    """The numbers that `fact` is held against by >= or > in `expression`, as least values that pass, ascending."""
    return _bounds(expression, fact, at=ast.GtE, beyond=ast.Gt, step=1)


def limits(expression: str, fact: str) -> tuple[int, ...]:
    """The greatest values of `fact` that pass where it is held by <= or < in `expression`, ascending."""
    return _bounds(expression, fact, at=ast.LtE, beyond=ast.Lt, step=-1)


def evaluate(expression: str | None, facts: Facts, *, exception: str | None = None) -> Outcome:
    """The outcome of `expression` on `facts`; no expression is met.

    exception: admits what `expression` refuses, where its own facts are known. Raises ConditionError when either cannot be read.
    """
    if expression is None:
        return MET
    outcome = _walk(_parse(expression), facts)
    if outcome.state is not State.MET and exception is not None:
        admitted = _walk(_parse(exception), facts)
        if admitted.state is State.MET:
            return admitted
    return outcome


def _bounds(expression: str, fact: str, *, at: type[ast.cmpop], beyond: type[ast.cmpop], step: int) -> tuple[int, ...]:
    found = set()
    for node in ast.walk(_parse(expression)):
        match node:
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[ast.Constant(value=int() as bound)]) if name == fact:
                if isinstance(op, at):
                    found.add(bound)
                elif isinstance(op, beyond):
                    found.add(bound + step)
    return tuple(sorted(found))


@lru_cache(maxsize=4096)
def _parse(expression: str) -> ast.expr:
    try:
        tree = ast.parse(expression, mode="eval").body
        _refuse_foreign(tree, expression)
    except SyntaxError as fault:
        raise ConditionError(f"condition {expression!r} cannot be read at column {fault.offset or len(expression) + 1}; {_HELP}") from None
    except (RecursionError, MemoryError):
        raise ConditionError(f"condition {expression!r} is nested too deeply; {_HELP}") from None
    return tree


def _refuse_foreign(node: ast.expr, expression: str) -> None:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                _refuse_foreign(value, expression)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _refuse_foreign(operand, expression)
        case ast.Name():
            pass
        case ast.Compare(
            left=ast.Name(),
            ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() | ast.Eq() | ast.NotEq()],
            comparators=[ast.Constant(value=int() | str())],
        ):
            pass
        case ast.Compare(left=ast.Name(), ops=[ast.In() | ast.NotIn()], comparators=[ast.List(elts=[_, *_] as elements)]) if all(
            isinstance(element, ast.Constant) and isinstance(element.value, int | str) for element in elements
        ):
            pass
        case _:
            raise ConditionError(f"condition {expression!r} holds {ast.unparse(node)!r}; {_HELP}")


def _walk(node: ast.expr, facts: Facts) -> Outcome:
    match node:
        case ast.BoolOp(op=op, values=values):
            return _combine([_walk(value, facts) for value in values], decisive=State.UNMET if isinstance(op, ast.And) else State.MET)
        case ast.UnaryOp(operand=operand):
            inner = _walk(operand, facts)
            flipped = {State.MET: State.UNMET, State.UNMET: State.MET, State.UNKNOWN: State.UNKNOWN}[inner.state]
            return Outcome(state=flipped, needs=inner.needs, used=inner.used)
        case ast.Name(id=name):
            if name not in facts:
                return Outcome(state=State.UNKNOWN, needs=(name,))
            return Outcome(state=State.MET if facts[name] else State.UNMET, used=(name,))
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]):
            if name not in facts:
                return Outcome(state=State.UNKNOWN, needs=(name,))
            return Outcome(state=State.MET if _holds(facts[name], op, ast.literal_eval(right)) else State.UNMET, used=(name,))
    raise AssertionError(f"unreachable: {ast.dump(node)}")


def _holds(left: FactValue, op: ast.cmpop, right: FactValue | list[FactValue]) -> bool:
    if isinstance(right, list):
        return (left in right) == isinstance(op, ast.In)
    if isinstance(left, str) != isinstance(right, str):
        return isinstance(op, ast.NotEq)
    match op:
        case ast.Eq():
            return left == right
        case ast.NotEq():
            return left != right
        case ast.Lt():
            return left < right  # type: ignore[operator]  # both are numbers or both text: checked above
        case ast.LtE():
            return left <= right  # type: ignore[operator]
        case ast.Gt():
            return left > right  # type: ignore[operator]
        case _:
            return left >= right  # type: ignore[operator]


def _combine(outcomes: list[Outcome], *, decisive: State) -> Outcome:
    """Kleene's and (decisive: unmet) or or (decisive: met)."""
    used = tuple(dict.fromkeys(name for outcome in outcomes for name in outcome.used))
    if any(outcome.state is decisive for outcome in outcomes):
        return Outcome(state=decisive, used=used)
    needs = tuple(dict.fromkeys(name for outcome in outcomes for name in outcome.needs))
    if needs:
        return Outcome(state=State.UNKNOWN, needs=needs, used=used)
    return Outcome(state=State.MET if decisive is State.UNMET else State.UNMET, used=used)
