"""The one place that wires the service."""

from __future__ import annotations

import asyncio
import random
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from aiohttp import web

from bot.checkpoints.planning import Terms
from bot.checkpoints.prompting import Prompting
from bot.conversation.asking import Answers, DeskThreads
from bot.conversation.commands import Command, Commands
from bot.conversation.nudges import Nudges
from bot.conversation.ports import FeedbackStore
from bot.conversation.services import Services
from bot.delivery.limits import Limits
from bot.delivery.running import running
from bot.delivery.sender import Sender
from bot.delivery.sweeper import Sweeper
from bot.delivery.wakeups import Wakeups
from bot.reloading import Reloading, Swappable
from bot.settings import Settings
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.feedback import SqlFeedback
from bot.storage.housekeeping import purge
from bot.storage.ledger import SqlDeliveries
from bot.storage.memory import SqlMemory
from bot.storage.references import SqlReferences
from bot.storage.works import SqlWorks
from bot.teams.adapter import TeamsAdapter
from bot.teams.authentication import Authenticator, LocalAuthenticator, TokenAuthenticator
from bot.teams.cards.deck import Deck
from bot.teams.clouds import CLOUDS
from bot.teams.connector import Connector
from bot.teams.edge import Edge, correlated
from bot.teams.members import ChannelRoster
from bot.teams.own_token import Directory, OwnToken, directory
from bot.teams.proactive import PostedCards, ProactivePoster
from bot.teams.rate_limit import RateLimit
from bot.teams.signing_keys import SigningKeys
from bot.teams.turns import Turns
from bot.telemetry.metrics import CountedEvents, Metrics
from bot.telemetry.stages import MeasuredStages
from bot.telemetry.web import measured, served
from knowledge.desk import Desk
from knowledge.models import PackManifest, Record
from knowledge.wording import Wording

_LAST_POSTS_S = 5.0  # what is being posted may be finished when the process is told to stop
FEEDBACK = web.AppKey("feedback", FeedbackStore)


@dataclass(frozen=True, kw_only=True)
class World:
    """Time and chance, as the service sees them.

    clock: seconds that never run backwards. now: the time, with its zone. sleep: waits so many seconds. chance: a number from 0 to 1.
    new_id: correlation ids.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    chance: Callable[[], float] = random.random
    new_id: Callable[[], str] = field(default=lambda: uuid.uuid4().hex[:12])


def build_app(
    settings: Settings,
    *,
    desk: Answers | None = None,
    pack: PackManifest | None = None,
    records: Sequence[Record] = (),
    own_directory: Directory | None = None,
    world: World | None = None,
) -> web.Application:
    """The service that `settings` describe, ready to be run.

    desk, pack, records: take the place of those of the index that `settings` name; own_directory: of the one that knows the bot;
    world: of real time and chance. Raises IndexRefused or EncoderMissing when the index cannot be served; when started,
    StoreUnavailable when nothing can be kept.
    """
    world = world or World()
    metrics, opened = Metrics(), None
    stages = MeasuredStages(metrics, world.clock)

    def open_desk(index: Path) -> Desk:
        return Desk.open(index, language=settings.language, stages=stages, vectors_url=settings.vectors_url.get_secret_value())

    if desk is None or pack is None:
        opened = open_desk(settings.index)
        desk, pack, records = opened, opened.pack, opened.index.records
        metrics.serving(version=version("onramp"), index=opened.index.folder.name, pack=pack.name, replica=settings.replica)
    swappable = Swappable(desk)
    wording = Wording.load(settings.language)
    database = Database(settings.database_url.get_secret_value())
    asking, feedback = DeskThreads(swappable), SqlFeedback(database)
    vectors = {"vectors": asking.check_vectors} if settings.vectors_url.get_secret_value() else {}
    wakeups = Wakeups(database.url, executor=settings.replica, now=world.now)
    works = SqlWorks(database, wake=wakeups.wake)
    deliveries, references = SqlDeliveries(database, wakeups.wake), SqlReferences(database, proven=not settings.local)
    token = OwnToken(own_directory or directory(settings))
    connector = Connector(token, sleep=world.sleep, random=world.chance)
    terms = Terms(
        lead_min=settings.lead_minutes, remind_after_s=settings.remind_after_minutes * 60, late_after_s=settings.late_after_minutes * 60
    )
    prompting = Prompting(terms=terms, say=lambda key: wording.say(f"minutes.{key}"))
    deck = Deck(wording=wording, pack=pack)
    poster = ProactivePoster(connector, deck)
    cards = PostedCards(poster, references)
    services = Services(
        desk=asking,
        memory=SqlMemory(database, time_to_live_s=settings.follow_up_minutes * 60.0, now=world.now),
        feedback=feedback,
        pack=pack,
        default_role=settings.default_role,
        commands=Commands({command: wording.say(f"command.{command}") for command in Command}, wording.say("command.wishes")),
        works=works,
        roster=ChannelRoster(connector, references),
        cards=cards,
        prompting=prompting,
        records=records,
        now=world.now,
        new_id=world.new_id,
        administrators=settings.administrators,
    )
    current = Turns(
        services=services, deck=deck, references=references, typing_after_s=settings.typing_after_s, clock=world.clock,
        answered=metrics.answered, stages=stages,
    )  # fmt: skip
    nudges = Nudges(works=works, prompting=prompting, references=references, cards=cards)
    sender = Sender(
        deliveries=deliveries, references=references, composer=nudges, poster=poster,
        limits=Limits(replicas=settings.replicas), now=world.now, clock=world.clock, sleep=world.sleep, chance=world.chance,
    )  # fmt: skip
    sweeper = Sweeper(deliveries=deliveries, composer=nudges, waiting=wakeups.waiting, now=world.now, sleep=asyncio.sleep)
    edge = Edge(
        adapter=TeamsAdapter(connector),
        authenticator=_authenticator(settings, world.clock),
        turns=lambda: current,
        checks={"desk": asking.check, **vectors, "database": database.check, "credentials": token.check},
        clock=world.clock,
        tenants=settings.tenants,
        limit=RateLimit(settings.person_limit),
        body_within_s=settings.body_within_s,
    )

    def swap(fresh: Desk) -> None:
        nonlocal current
        metrics.serving(version=version("onramp"), index=fresh.index.folder.name, pack=fresh.pack.name, replica=settings.replica)
        swappable.desk, poster.deck = fresh, Deck(wording=wording, pack=fresh.pack)
        known = replace(current.services, pack=fresh.pack, records=fresh.index.records)
        current = replace(current, services=known, deck=poster.deck)

    reloading = (
        Reloading(index=settings.index, serving=opened.index.folder, swap=swap, open=open_desk, every_s=settings.index_check_s)
        if opened
        else None
    )

    async def run(_: web.Application) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for close in (database.close, asking.close, connector.close):  # the last is closed first, also where starting fails
                stack.push_async_callback(close)
            await migrate.upgrade(database)
            await purge(database, before=world.now() - timedelta(days=settings.keep_days))
            stack.enter_context(CountedEvents(metrics))
            if settings.metrics_port is not None:
                at = (settings.metrics_host, settings.metrics_port)
                counted = served(metrics, lambda: deliveries.backlog(world.now()), *at, vectors=vectors.get("vectors"))
                await stack.enter_async_context(counted)
            if settings.sends:
                await stack.enter_async_context(running(wakeups, sender, sweeper, drain_s=_LAST_POSTS_S))
            if reloading:
                await stack.enter_async_context(reloading.watching())
            yield

    app = web.Application(
        middlewares=[correlated(world.new_id), measured(metrics, stages, world.clock)], client_max_size=settings.body_limit_kb * 1024
    )
    app[FEEDBACK] = feedback
    app.add_routes(edge.routes())
    app.cleanup_ctx.append(run)
    return app


def _authenticator(settings: Settings, clock: Callable[[], float]) -> Authenticator:
    if settings.local:
        return LocalAuthenticator()
    cloud = CLOUDS[settings.cloud]
    keys = SigningKeys(settings.openid_metadata_url or cloud.openid_metadata_url, clock=clock)
    return TokenAuthenticator(keys, app_id=settings.app_id, issuer=cloud.issuer)
