"""What changed between two indexes: the drift of an edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from rapidfuzz import fuzz, process

from knowledge.index import StoredIndex
from knowledge.models import Record, Strict

_ALIKE = 75.0
_UNSEEN = frozenset(("id", "citation"))  # a record that moved to other lines has not changed


class Change(Strict):
    """A record that says something else now. fields: what differs, as field: before -> after."""

    before: str
    after: str
    fields: tuple[str, ...]


class Drift(Strict):
    """What changed since `against` (pack, version): ids of records, and pairs of what became what."""

    against: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Change, ...]


def compare(*, before: StoredIndex, after: StoredIndex) -> Drift:
    """What changed from `before` to `after`. Records are held to be the same by id, else by words, else by words much alike."""
    old, new = _without_equals(before.records, after.records)
    changed = []
    for left, right in [*_same_id(old, new), *_alike(old, new)]:
        old.remove(left)
        new.remove(right)
        fields = tuple(_fields(left, right))
        if fields:
            changed.append(Change(before=left.id, after=right.id, fields=fields))
    name = f"{before.manifest.pack} {before.manifest.pack_version}, {before.folder.name}"
    return Drift(against=name, added=tuple(record.id for record in new), removed=tuple(record.id for record in old), changed=tuple(changed))


def _without_equals(before: Sequence[Record], after: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Both sides without the records that stand in both, wherever they are cited from; those of the same id go first."""
    old, new = list(before), list(after)
    keys: tuple[Callable[[Record], Hashable], ...] = (lambda record: (record.id, _content(record)), _content)
    for key in keys:
        common = Counter(map(key, old)) & Counter(map(key, new))
        old, new = _less(old, common, key), _less(new, common, key)
    return old, new


def _less(records: Sequence[Record], common: Counter[Hashable], key: Callable[[Record], Hashable]) -> list[Record]:
    """`records` without as many of each key as are in common."""
    owed = Counter(common)
    left = []
    for record in records:
        if owed[key(record)] > 0:
            owed[key(record)] -= 1
        else:
            left.append(record)
    return left


def _same_id(old: Sequence[Record], new: Sequence[Record]) -> list[tuple[Record, Record]]:
    by_id = {record.id: record for record in new}
    return [(record, by_id[record.id]) for record in old if record.id in by_id]


def _alike(old: Sequence[Record], new: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Pairs of records of one type whose words are much alike, the closest first; each in at most one pair."""
    taken = {record.id for record, _ in _same_id(old, new)}
    left = [record for record in old if record.id not in taken]
    right = [record for record in new if record.id not in taken]
    if not left or not right:
        return []
    scores = process.cdist(
        [_words(record) for record in left], [_words(record) for record in right], scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE
    )
    ranked = sorted(
        ((float(scores[i, j]), i, j) for i, j in zip(*scores.nonzero(), strict=True)), key=lambda pair: (-pair[0], pair[1], pair[2])
    )
    pairs: list[tuple[Record, Record]] = []
    used_left: set[int] = set()
    used_right: set[int] = set()
    for _, i, j in ranked:
        if left[i].type == right[j].type and i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append((left[i], right[j]))
    return pairs


def _fields(before: Record, after: Record) -> list[str]:
    left, right = before.model_dump(mode="json"), after.model_dump(mode="json")
    return [f"{name}: {left[name]} -> {right[name]}" for name in left if name not in _UNSEEN and left[name] != right.get(name)]


def _content(record: Record) -> str:
    return record.model_dump_json(exclude=set(_UNSEEN))


def _words(record: Record) -> str:
    return " ".join(
        str(value)
        for name, value in record.model_dump().items()
        if name in ("clause", "text", "within", "name", "purpose", "title", "summary")
    )
