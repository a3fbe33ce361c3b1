"""Asking a desk of the made-up programme."""

from datetime import date

import pytest

from knowledge.adapters.onnx_encoder import OnnxEncoder
from knowledge.answers import Answer
from knowledge.conditions import FactValue
from knowledge.desk import Context, Desk
from knowledge.models import Record
from knowledge.pack import Pack
from tests.building import held_index
from tests.unit.knowledge.decision.asking import AUTUMN_2024, Ask, DeskWith


@pytest.fixture
def ask(contoso_desk: Desk) -> Ask:
    """Asks the desk on a day, with facts known beforehand."""

    def asked(question: str, *, as_of: date = AUTUMN_2024, **facts: FactValue) -> Answer:
        return contoso_desk.ask(question, Context(as_of=as_of, facts=facts))

    return asked


@pytest.fixture
def desk_with(contoso: Pack, onnx_encoder: OnnxEncoder) -> DeskWith:
    """A desk that knows further records, or other things of the programme."""

    def desk(*records: Record, **programme: object) -> Desk:
        manifest = contoso.manifest.model_copy(update=programme)
        return Desk(held_index(manifest, (*contoso.records, *records), onnx_encoder))

    return desk
