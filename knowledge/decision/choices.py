"""What a question may mean, where records that say opposite things stand close."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.conditions import State, evaluate
from knowledge.confidence import Confidence
from knowledge.decision.precedence import Margins, same_subject
from knowledge.decision.showing import Showing
from knowledge.hits import Hit, gives
from knowledge.models import Mode, PackManifest, ScopeRule
from knowledge.question import Question

MOST = 4  # choices on one card


def meant(
    question: Question, top: Hit, deciding: Sequence[Hit], pack: PackManifest, *, showing: Showing, confidence: Confidence, margins: Margins
) -> tuple[str, ...]:
    """What a question may mean, by titles of records: where it only names a thing, or opposite records stand close; else nothing."""
    turned = question.mode in (Mode.HANDS_ON, Mode.ON_SITE)  # which whatever is meant is beyond
    record = top.record
    met = not isinstance(record, ScopeRule) or evaluate(record.when, question.facts, exception=record.exception).state is State.MET
    if turned or not met or not confidence.sure(top):
        return ()  # a condition of the record's own settles what is meant better than a choice does
    margin = margins.several if question.names_only and top.told < 1.0 else margins.choice
    near = [hit for hit in deciding if 0.0 <= top.score - hit.score <= margin and confidence.sure(hit)]
    other = [hit for hit in near if gives(hit.record, pack) != gives(record, pack)]
    titles = dict.fromkeys(
        showing.title(hit.record) for hit in [top, *(hit for hit in other if not same_subject(record, hit.record))][:MOST]
    )
    return tuple(titles) if len(titles) > 1 else ()
