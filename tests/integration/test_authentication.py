"""Who may talk to the bot: tokens of a local OpenID issuer, over HTTP."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.delivery.ledger import Reference
from bot.storage.database import Database
from bot.storage.references import SqlReferences
from tests import samples
from tests.channel import APP_ID, TENANT, Directory, Issuer, issuer, message
from tests.fakes import ScriptedDesk
from tests.integration.conftest import Bot, Start


@pytest.fixture
async def authority() -> AsyncIterator[Issuer]:
    """The issuer."""
    async with issuer() as fake:
        yield fake


@pytest.fixture
def directory() -> Directory:
    """Where the bot gets its own token."""
    return Directory()


@pytest.fixture
async def bot(start: Start, authority: Issuer, directory: Directory) -> Bot:
    """A bot that is registered."""
    made: Bot = await start(
        ScriptedDesk({"hello": samples.greeting()}), local=False, app_id=APP_ID, app_password="made-up", tenant_id="contoso-tenant",
        openid_metadata_url=authority.metadata_url, own_directory=directory,
    )  # fmt: skip
    return made


async def send(bot: Bot, token: str, **fields: Any) -> int:
    """The status that a message with `token` gets."""
    return (await bot.send(message("hello", **fields), Authorization=f"Bearer {token}")).status


async def test_a_token_of_the_channel_is_accepted(bot: Bot, authority: Issuer) -> None:
    """The message is answered."""
    assert await send(bot, authority.token(bot.channel.url)) == 200
    assert len(bot.channel.messages) == 1


async def test_a_request_without_a_token_is_refused(bot: Bot) -> None:
    """401, and nothing is answered."""
    response = await bot.send(message("hello"))

    assert response.status == 401
    assert bot.channel.posted == []


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YWxhZGRpbjpzZXNhbWU=", "Bearer not.a.token", "Bearer a b c", "Bearer é"]
)
async def test_a_header_that_holds_no_token_is_refused(bot: Bot, header: str) -> None:
    """401, however it is malformed."""
    response = await bot.client.post("/api/messages", json=message("hello", service_url=bot.channel.url), headers={"Authorization": header})

    assert response.status == 401


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another-bot"}, {"aud": None}, {"iss": "https://contoso.example"}, {"iss": None}, {"exp": 1}, {"exp": None},
        {"exp": "soon"}, {"nbf": 99_999_999_999}, {"serviceurl": "https://contoso.example"}, {"serviceurl": None},
    ],
)  # fmt: skip
async def test_a_token_with_a_wrong_claim_is_refused(bot: Bot, authority: Issuer, claims: dict[str, Any]) -> None:
    """401 for another audience, issuer, time or service address, and for a missing one."""
    token = authority.token(bot.channel.url, **claims) if None not in claims.values() else without(authority, bot, next(iter(claims)))

    assert await send(bot, token) == 401
    assert bot.channel.posted == []


def without(authority: Issuer, bot: Bot, claim: str) -> str:
    """A token that lacks `claim`."""
    good = jwt.decode(authority.token(bot.channel.url), options={"verify_signature": False})
    key = authority.private_key("key-1")
    return jwt.encode({name: value for name, value in good.items() if name != claim}, key, algorithm="RS256", headers={"kid": "key-1"})


async def test_a_token_that_expired_a_moment_ago_is_accepted(bot: Bot, authority: Issuer) -> None:
    """Two machines' clocks differ; the protocol allows five minutes."""
    assert await send(bot, authority.token(bot.channel.url, exp=int(time.time()) - 60)) == 200


async def test_an_unsigned_token_is_refused(bot: Bot, authority: Issuer) -> None:
    """`alg: none` is 401, with the claims of a good token."""
    body = authority.token(bot.channel.url).split(".")[1]

    assert await send(bot, f"{encoded({'alg': 'none', 'kid': 'key-1'})}.{body}.") == 401


def encoded(part: object) -> str:
    """A part of a token that says `part`: JSON, or a text as it is."""
    text = part if isinstance(part, str) else json.dumps(part)
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "head",
    [
        "[" * 2000, "null", "[]", "5", '"RS256"', '{"alg": "RS256", "kid": {"a": 1}}', '{"alg": ["RS256"]}', "{}",
        '{"alg": "RS256", "kid": "key-1", "crit": ["exp"]}', '{"alg": "RS256", "kid": "key-1", "jku": "https://contoso.example/keys"}',
        '{"alg": "RS256", "kid": "key-1", "b64": false, "crit": ["b64"]}', '{"alg": "RS256", "kid": "../../key-1"}', "9" * 4400, "\x00",
    ],
)  # fmt: skip
@pytest.mark.parametrize("body", ['{"aud": 1}', "[" * 1500, "null"])
async def test_a_token_of_any_shape_is_refused(bot: Bot, head: str, body: str) -> None:
    """401 for heads and claims nested without end, of other types, or that name keys of their own; never a server error."""
    assert await send(bot, f"{encoded(head)}.{encoded(body)}.{encoded('signature')}") == 401
    assert bot.channel.posted == []


@pytest.mark.parametrize("claims", [{"nbf": "x"}, {"iat": []}, {"aud": [5]}, {"exp": float("inf")}, {"aud": {}}])
async def test_a_signed_token_with_a_claim_of_another_type_is_refused(bot: Bot, authority: Issuer, claims: dict[str, Any]) -> None:
    """401 as well: even the channel's own signature does not make it fit."""
    assert await send(bot, authority.token(bot.channel.url, **claims)) == 401


async def test_a_token_signed_with_the_public_key_as_a_password_is_refused(bot: Bot, authority: Issuer) -> None:
    """A symmetric algorithm is 401."""
    body = authority.token(bot.channel.url).split(".")[1]
    public = authority.private_key("key-1").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{encoded({'alg': 'HS256', 'typ': 'JWT', 'kid': 'key-1'})}.{body}"  # by hand: PyJWT would not sign with it
    signature = base64.urlsafe_b64encode(hmac.digest(public, signed.encode(), "sha256")).rstrip(b"=").decode()

    assert await send(bot, f"{signed}.{signature}") == 401


async def test_a_token_of_an_unknown_key_is_refused(bot: Bot, authority: Issuer) -> None:
    """401 for a key that the issuer does not publish."""
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert await send(bot, authority.token(bot.channel.url, kid="stranger", signed_by=stranger)) == 401


async def test_a_token_of_a_stranger_under_a_known_name_is_refused(bot: Bot, authority: Issuer) -> None:
    """401 when the signature does not fit the key that is named."""
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    assert await send(bot, authority.token(bot.channel.url, signed_by=stranger)) == 401


async def test_a_key_of_another_channel_is_refused(bot: Bot, authority: Issuer) -> None:
    """A key signs only for the channels that it is endorsed for."""
    authority.endorsements = ["webchat"]

    assert await send(bot, authority.token(bot.channel.url)) == 401


async def test_a_new_key_is_found(bot: Bot, authority: Issuer) -> None:
    """When a token names a key that is not known, the keys are fetched again, though not for every such token."""
    await send(bot, authority.token(bot.channel.url), id="a1")
    authority.add_key("key-2")
    early = await send(bot, authority.token(bot.channel.url, kid="key-2"), id="a2")
    bot.clock.seconds += 301

    late = await send(bot, authority.token(bot.channel.url, kid="key-2"), id="a3")

    assert (early, late) == (401, 200)
    assert authority.fetches == 2


async def test_made_up_keys_do_not_make_the_bot_fetch(bot: Bot, authority: Issuer) -> None:
    """However many names are forged, the keys are looked for once in five minutes."""
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    await send(bot, authority.token(bot.channel.url), id="a1")
    for at in range(10):
        bot.clock.seconds += 60
        assert await send(bot, authority.token(bot.channel.url, kid=f"made-up-{at}", signed_by=stranger)) == 401

    assert authority.fetches == 2


async def test_a_fetch_for_a_made_up_key_holds_nobody_up(bot: Bot, authority: Issuer) -> None:
    """Requests signed with a known key are answered while the issuer takes its time."""
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    await send(bot, authority.token(bot.channel.url), id="a1")
    bot.clock.seconds += 301
    authority.may_answer.clear()
    forged = asyncio.create_task(send(bot, authority.token(bot.channel.url, kid="made-up", signed_by=stranger)))

    assert await send(bot, authority.token(bot.channel.url), id="a2") == 200
    assert not forged.done()
    authority.may_answer.set()
    assert await forged == 401


async def test_keys_are_fetched_once_for_many_requests(bot: Bot, authority: Issuer) -> None:
    """They are kept for a day."""
    for number in range(5):
        await send(bot, authority.token(bot.channel.url), id=f"a{number}")

    assert authority.fetches == 1


async def test_a_request_that_cannot_be_checked_is_put_off(bot: Bot, authority: Issuer) -> None:
    """503 while the issuer cannot be reached, and the bot recovers by itself."""
    authority.reachable = False
    during = await send(bot, authority.token(bot.channel.url))
    authority.reachable = True
    bot.clock.seconds += 10

    after = await send(bot, authority.token(bot.channel.url))

    assert (during, after) == (503, 200)


async def test_known_keys_serve_on_while_the_issuer_is_away(bot: Bot, authority: Issuer) -> None:
    """A refresh that fails does not lock the channel out."""
    await send(bot, authority.token(bot.channel.url), id="a1")
    authority.reachable = False
    bot.clock.seconds += 2 * 24 * 3600

    assert await send(bot, authority.token(bot.channel.url), id="a2") == 200


async def test_the_bot_proves_itself_to_the_channel(bot: Bot, authority: Issuer) -> None:
    """Its replies bear its own token."""
    await send(bot, authority.token(bot.channel.url))

    assert bot.channel.posted[0].authorization == "Bearer the-bot-s-own-token"


async def test_a_directory_that_refuses_the_bot_is_no_answer(bot: Bot, authority: Issuer, directory: Directory) -> None:
    """500, and not ready: an expired secret is noticed. Once the directory is willing, the repetition is answered."""
    directory.refuses = True
    during = await send(bot, authority.token(bot.channel.url), id="same")
    ready = await bot.client.get("/readyz")
    directory.refuses = False

    after = await send(bot, authority.token(bot.channel.url), id="same")

    assert (during, after) == (500, 200)
    assert (ready.status, (await ready.json())["parts"]["credentials"]) == (503, "failed")


async def test_a_refused_request_is_not_counted_as_seen(bot: Bot, authority: Issuer) -> None:
    """A forged request cannot make the bot drop the real one that has the same id."""
    await bot.send(message("hello", id="same"))

    assert await send(bot, authority.token(bot.channel.url), id="same") == 200
    assert len(bot.channel.messages) == 1


async def test_a_proactive_post_goes_nowhere_that_no_token_vouched_for(bot: Bot, authority: Issuer, tmp_path: Path) -> None:
    """What the database keeps from serving locally, without tokens, is not used by a bot that bears a token of its own."""
    await send(bot, authority.token(bot.channel.url), id="a1")
    database = Database(f"sqlite:///{tmp_path / 'state' / 'onramp.sqlite3'}")
    unproven = Reference(tenant=TENANT, conversation="elsewhere", service_url="http://127.0.0.1:9/connector")
    await SqlReferences(database).keep(unproven, datetime(2024, 10, 1, tzinfo=UTC))

    known = SqlReferences(database, proven=True)

    assert await known.get(TENANT, "elsewhere") is None
    assert (await known.get(TENANT, "conversation-personal") or unproven).service_url == bot.channel.url
    await database.close()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_the_bot_follows_no_redirection(bot: Bot, authority: Issuer, status: int) -> None:
    """It could lead the bot's token where no token of the channel vouched for."""
    elsewhere = f"{bot.channel.url}/v3/conversations/elsewhere/activities"
    bot.channel.answers = [(status, {"Location": elsewhere})] * 2

    assert await send(bot, authority.token(bot.channel.url)) == 500
    assert bot.channel.posted == []


@pytest.mark.parametrize("name", [".", ".."])
async def test_an_id_that_leads_elsewhere_is_not_called(bot: Bot, authority: Issuer, name: str) -> None:
    """The path of what is called stays within the channel's conversations."""
    await send(bot, authority.token(bot.channel.url), conversation={"id": name, "tenantId": TENANT})

    assert bot.channel.posted == []
