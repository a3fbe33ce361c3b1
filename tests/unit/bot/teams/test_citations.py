"""Citations as Teams takes them."""

from typing import Any

from botbuilder.schema import Activity

from bot.teams.citations import citations
from tests import samples


def sent(*cited: Any) -> dict[str, Any]:
    """The entity as it leaves the bot."""
    (entity,) = Activity(type="message", entities=citations(cited)).serialize()["entities"]
    assert isinstance(entity, dict)
    return entity


def test_a_citation_reaches_the_channel_whole() -> None:
    """The SDK's own entity would send its type alone."""
    entity = sent(samples.cited())

    assert (entity["type"], entity["@type"], entity["@context"]) == ("https://schema.org/Message", "Message", "https://schema.org")
    assert entity["citation"] == [
        {
            "@type": "Claim",
            "position": 1,
            "appearance": {
                "@type": "DigitalDocument",
                "name": "Ramp-up handbook",
                "abstract": "Opening balances are imported once.",
                "url": "https://contoso.example/handbook",
                "keywords": ["2024-05"],
            },
        }
    ]


def test_citations_keep_the_limits_of_teams() -> None:
    """At most 20, a name of 80 characters, an abstract of 160, keywords of 28."""
    entity = sent(*(samples.cited(title="t" * 500, quote="q " * 500, edition="e" * 100) for _ in range(30)))

    assert len(entity["citation"]) == 20
    assert [claim["position"] for claim in entity["citation"]] == list(range(1, 21))
    appearance = entity["citation"][0]["appearance"]
    assert len(appearance["name"]) <= 80
    assert len(appearance["abstract"]) <= 160
    assert len(appearance["keywords"][0]) <= 28


def test_an_address_that_is_no_web_address_is_left_out() -> None:
    """A file's name is not for people."""
    assert "url" not in sent(samples.cited(url="file:///handbook"))["citation"][0]["appearance"]


def test_no_citations_are_no_entity() -> None:
    """An empty one would be refused."""
    assert citations(()) == []
