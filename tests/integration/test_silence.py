"""What never stands in the logs: what people write, who they are, and secrets."""

import io
import json
from collections.abc import AsyncIterator

import pytest

from tests import samples
from tests.channel import APP_ID, Directory, Issuer, installed, issuer, message, pressed, search, submitted, thumb
from tests.fakes import ScriptedDesk
from tests.faults import full_disk
from tests.integration.conftest import Start

WORDS = "purple-elephant"  # in everything that is written here
PASSWORD = "the-app-s-password"
NEVER = (WORDS, PASSWORD, "the-bot-s-own-token", "Adele Vance", "eyJ")  # the last begins every token


@pytest.fixture
async def authority() -> AsyncIterator[Issuer]:
    """The issuer."""
    async with issuer() as fake:
        yield fake


async def test_no_words_names_or_secrets_are_logged(
    start: Start, authority: Issuer, logs: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """Over everything that can be sent, answered, refused and failed, and at last without room on the disk."""
    desk = ScriptedDesk({f"Is {WORDS} in scope?": samples.verdict(subject=WORDS, clause=WORDS)})
    bot = await start(
        desk, local=False, app_id=APP_ID, app_password=PASSWORD, tenant_id="contoso-tenant", openid_metadata_url=authority.metadata_url,
        own_directory=Directory(), activities_per_minute=26,
    )  # fmt: skip
    good = {"Authorization": f"Bearer {authority.token(bot.channel.url)}"}
    sent = [
        message(f"Is {WORDS} in scope?"), message(f"And {WORDS}?", scope="channel"), installed(scope="channel"), search(WORDS),
        pressed({"do": "facts", "question": WORDS, "fact.seats": WORDS}), submitted({"do": WORDS}), thumb("dislike", feedback=WORDS),
        pressed({"do": "set_up", "customer": WORDS, "timezone": "Europe/Berlin"}, scope="channel"),
        message(f"schedule checkpoints {WORDS}", scope="channel"), pressed({"do": "minutes", "checkpoint": WORDS, "minutes": WORDS}),
        message(WORDS, conversation={"id": 5}), {"type": WORDS}, message(WORDS, channelId=WORDS),
    ]  # fmt: skip

    async def send_all(round_: str) -> None:
        for number, body in enumerate(sent):
            await bot.send({**body, "id": f"{round_}{number}"}, **good)

    await send_all("good")
    for token in ("", "eyJ.eyJ.x", authority.token("https://contoso.example"), authority.token(bot.channel.url, aud=WORDS)):
        await bot.send(message(WORDS), Authorization=f"Bearer {token}")
    await bot.client.post("/api/messages", data=WORDS, headers={**good, "Content-Type": "application/json"})
    desk.fault = ValueError(WORDS)
    bot.channel.answers = [(400, {})] * 3
    await send_all("fault")
    bot.clock.seconds += 60
    with full_disk():
        for number in range(26):
            await bot.send(thumb("like", feedback=WORDS * 260, replyToId=f"message-{number}"), **good)
    await send_all("limited")

    logged = logs.getvalue() + "".join(capfd.readouterr())
    events = {json.loads(line)["event"] for line in logs.getvalue().splitlines()}
    assert {"answered", "turn_failed", "request_refused", "request_unreadable", "person_limited", "write_refused"} <= events
    assert [line[:300] for line in logged.splitlines() if WORDS in line] == []
    assert [secret for secret in NEVER if secret in logged] == []
