"""CLINC150: which of 150 intents does a question have, and has it one of them at all (Larson et al., "An Evaluation Dataset for Intent
Classification and Out-of-Scope Prediction", 2019).

The training questions are indexed and the nearest rows vote, as sure as the best of them scores; or as sure as the product's calibration
says, learnt from questions whose intent is known and from some that have none. The last row is not the product's: there `votes` learns from
the training questions how much the vote of each row counts, and it is as sure as the vote is clear.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from knowledge.calibration import Basis, Questions, Sample, current_weights, learn
from knowledge.hits import Hit
from knowledge.ports import Vectors
from knowledge.retriever import Weights
from tests.benchmarks.measures import Report, threshold_for
from tests.benchmarks.parts import Bench, Encoders, passage, tell
from tests.benchmarks.votes import Votes

_NEIGHBOURS = 40
_SPREAD = 0.1  # a row this much below the best has 1/e of its vote
_RECALL = 0.70  # what the threshold is set for: the aim is 65 %, and a hundred questions say it to within five points
_BOUND = 0.02  # the share of wrong answers among those given that calibration is asked to keep
_OUTSIDE = ""
# Training questions are paraphrases, so meaning says nearly all: chosen by leaving each of 3,000 training questions out.
_WEIGHTS = Weights(lexical=0.1, covered=0.1)
_BASIS = Basis(
    encoder="", fingerprint="", weights=current_weights(), index="clinc150", as_of=date(2019, 9, 4),
    questions=Questions(file="val", count=0, sha256=""),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """A question: its text and its intent, none where it lies outside."""

    text: str
    intent: str


@dataclass(frozen=True, kw_only=True)
class _Said:
    """The intent that a system gives a question, and how sure it is. hit: what calibration learns from."""

    intent: str
    sure: float
    hit: Hit | None = None


def measure(folder: Path, encoders: Encoders, *, split: str = "val") -> Report:
    """Questions with an intent answered rightly, questions without one left unanswered, and wrong answers among those given.

    Measured on `val`, each half is judged by what was learnt from the other; on any other split, by what was learnt from `val`.
    """
    sets = _read(folder)
    train, known = sets["train"], sets["val"] + _outside(sets["oos_val"])
    judged = known if split == "val" else sets[split] + _outside(sets[f"oos_{split}"])
    halves = [(known[1::2], known[::2]), (known[::2], known[1::2])] if split == "val" else [(known, judged)]
    bench = Bench([passage(one.text, number) for number, one in enumerate(train)], encoders, weights=_WEIGHTS)
    asked = list(dict.fromkeys((*known, *judged)))
    vectors = encoders.vectors([one.text for one in asked])
    names = sorted({one.intent for one in train})
    numbers = {name: number for number, name in enumerate(names)}
    tell(f"CLINC150: learning the votes of {len(train)} rows, a minute or two")
    votes = Votes.learn(bench.vectors, [numbers[one.intent] for one in train]).of(vectors)
    tell(f"CLINC150: asking {len(asked)} questions")
    by_words = {one: _vote(bench.words.scores(one.text), train) for one in asked}
    by_meaning = {one: _vote(bench.vectors @ vector, train) for one, vector in zip(asked, vectors, strict=True)}
    by_both = {one: _found(bench, one, vector, train) for one, vector in zip(asked, vectors, strict=True)}
    learnt = {one: _Said(intent=names[int(vote.argmax())], sure=float(vote.max())) for one, vote in zip(asked, votes, strict=True)}
    rows = {
        "BM25 alone, rows vote": _judge(halves, by_words, _for_recall),
        "the encoder alone, rows vote": _judge(halves, by_meaning, _for_recall),
        "the retriever, rows vote": _judge(halves, by_both, _for_recall),
        "the same, calibrated to 2 % wrong": _judge(halves, by_both, _for_bound),
        "the encoder, rows vote as learnt (not in the product)": _judge(halves, learnt, _for_recall),
    }
    return Report(
        name=f"CLINC150, {split}", about=f"{len(train)} training questions of {len(names)} intents; {len(judged)} questions, some of none",
        columns=("in-scope accuracy", "out-of-scope recall", "wrong among given"), rows=rows, aims=("94", "65", ""),
    )  # fmt: skip


def _read(folder: Path) -> dict[str, list[_Asked]]:
    sets: dict[str, list[_Asked]] = {}
    for path in sorted(folder.glob("*.json")):
        for name, rows in json.loads(path.read_text(encoding="utf-8")).items():
            sets[name] = [_Asked(text=text, intent=intent) for text, intent in rows]
    return sets


def _outside(asked: Sequence[_Asked]) -> list[_Asked]:
    return [replace(one, intent=_OUTSIDE) for one in asked]


def _vote(scores: np.ndarray, train: Sequence[_Asked]) -> _Said:
    """What the rows with the best scores vote for; as sure as the best row scores."""
    nearest = np.argpartition(-scores, _NEIGHBOURS)[:_NEIGHBOURS]
    nearest = nearest[np.argsort(-scores[nearest], kind="stable")]
    top = float(scores[nearest[0]])
    return _Said(intent=_election([(train[row].intent, float(scores[row]) / (top or 1.0)) for row in nearest])[0][0], sure=top)


def _found(bench: Bench, one: _Asked, vector: Vectors, train: Sequence[_Asked]) -> _Said:
    """What the retriever's hits vote for, with the best hit of that intent; its margin is that of the vote."""
    hits = bench.retriever.rank(one.text, vector=vector, k=_NEIGHBOURS)
    (intent, share), *others = _election([(train[hit.number].intent, hit.score) for hit in hits])
    best = next(hit for hit in hits if train[hit.number].intent == intent)
    return _Said(intent=intent, sure=best.score, hit=best._replace(margin=share - (others[0][1] if others else 0.0)))


def _election(votes: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Intents with their share of the votes, most first."""
    shares: dict[str, float] = defaultdict(float)
    for intent, score in votes:
        shares[intent] += float(np.exp((score - votes[0][1]) / _SPREAD))
    total = sum(shares.values())
    return sorted(((intent, share / total) for intent, share in shares.items()), key=lambda found: -found[1])


_Rule = Callable[[Sequence[tuple[_Asked, _Said]]], Callable[[_Said], bool]]


def _for_recall(learnt: Sequence[tuple[_Asked, _Said]]) -> Callable[[_Said], bool]:
    """Answers from a threshold that leaves `_RECALL` of the questions without an intent unanswered."""
    threshold = threshold_for(_RECALL, np.array([said.sure for one, said in learnt if one.intent == _OUTSIDE]))
    return lambda said: said.sure >= threshold


def _for_bound(learnt: Sequence[tuple[_Asked, _Said]]) -> Callable[[_Said], bool]:
    """Answers where calibration proves that at most `_BOUND` of what is given is wrong; all where it proves that nowhere."""
    samples = [Sample(hit=said.hit, right=said.intent == one.intent, answerable=one.intent != _OUTSIDE) for one, said in learnt]
    calibration = learn(samples, _BASIS, bound=_BOUND)
    return lambda said: said.hit is None or calibration.confidence.of(said.hit) >= (calibration.threshold or 0.0)


def _judge(halves: Sequence[tuple[list[_Asked], list[_Asked]]], said: Mapping[_Asked, _Said], rule: _Rule) -> tuple[float, ...]:
    """The measures over all `halves`: pairs of what is learnt from and what is judged."""
    inside: list[tuple[bool, bool]] = []  # right, given
    outside: list[bool] = []  # given
    for known, judged in halves:
        gives = rule([(one, said[one]) for one in known])
        inside += [(said[one].intent == one.intent, gives(said[one])) for one in judged if one.intent != _OUTSIDE]
        outside += [gives(said[one]) for one in judged if one.intent == _OUTSIDE]
    right, given, answered = np.array([r for r, _ in inside]), np.array([g for _, g in inside]), np.array(outside)
    wrong = ((given & ~right).sum() + answered.sum()) / max(1, given.sum() + answered.sum())
    return tuple(float(100 * share) for share in ((right & given).mean(), 1 - answered.mean(), wrong))
