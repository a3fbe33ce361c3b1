"""Checkpoints that were posted: answering them, their minutes, and the log of all."""

from __future__ import annotations

from bot.checkpoints.actions import read as read_actions
from bot.checkpoints.checkpoint import Checkpoint, Entry
from bot.checkpoints.lifecycle import answered, held, ticked
from bot.checkpoints.minutes import draft
from bot.conversation.events import Person, Place
from bot.conversation.replies import Asked, LogShown, MinutesShown, Said
from bot.conversation.services import Services
from bot.conversation.submissions import AnswerCheckpoint, WriteMinutes
from bot.conversation.team import Team, audit, entered, member
from bot.engagements.permissions import Action


async def answer(person: Person, place: Place, given: AnswerCheckpoint, services: Services) -> Asked | Said:
    """The checkpoint's card with the person's answers on it, and with the actions done that they ticked off."""
    now = services.now()
    async with entered(person, place, Action.ANSWER, services, on=given.checkpoint) as team:
        if isinstance(team, Said):
            return team
        checkpoint = await team.work.checkpoints.get(given.checkpoint)
        if checkpoint is None:
            return Said(key="checkpoint.unknown")
        done = [each.id for each in checkpoint.actions if each.id in given.ticked.split(",") and not each.done]
        wrote = bool(given.done.strip() or given.blockers.strip() or given.next_steps.strip())
        if not (wrote or done):
            return await _asked(team, checkpoint, services, Said(key="checkpoint.nothing_given"))
        if checkpoint.state.is_closed:
            return await _asked(team, checkpoint, services, Said(key="checkpoint.closed"))
        for action in done:
            checkpoint = ticked(checkpoint, action, done=True)
        if wrote:
            entry = Entry(author=member(person), at=now, done=given.done, blockers=given.blockers, next_steps=given.next_steps)
            steps = read_actions(given.next_steps, today=team.held.today(now), author=entry.author.name, language=team.held.language)
            checkpoint = answered(checkpoint, entry, steps) or checkpoint
        stored = await team.work.checkpoints.save(checkpoint)
        await audit(team.work, person, Action.ANSWER.value, checkpoint.id, "done", now)
        return await _asked(team, stored, services, Said(key="checkpoint.thanks", values=(("name", member(person).name),)))


async def minutes(person: Person, place: Place, given: WriteMinutes, services: Services) -> MinutesShown | Said:
    """The draft of a checkpoint's minutes, and once they are given, the minutes as posted; the checkpoint was held then."""
    now = services.now()
    async with entered(person, place, Action.WRITE_MINUTES, services, on=given.checkpoint) as team:
        if isinstance(team, Said):
            return team
        checkpoint, customer = await team.work.checkpoints.get(given.checkpoint), team.held.customer
        if checkpoint is None:
            return Said(key="checkpoint.unknown")
        if not given.minutes.strip():
            text = checkpoint.minutes or draft(checkpoint, customer=customer, timezone=team.held.timezone, say=services.prompting.say)
            return MinutesShown(checkpoint=checkpoint, customer=customer, text=text, is_draft=True)
        closed = held(checkpoint, given.minutes.strip() + "\n", at=now, by=person.id)
        if closed is None:
            return Said(key="checkpoint.closed")
        stored = await team.work.checkpoints.save(closed)
        await audit(team.work, person, Action.WRITE_MINUTES.value, checkpoint.id, "done", now)
        prompt = await services.prompting.shown(team.work, stored, team.held)
    await services.cards.renew(prompt)
    return MinutesShown(checkpoint=stored, customer=customer, text=stored.minutes, is_draft=False)


async def log(person: Person, place: Place, services: Services) -> LogShown | Said:
    """All checkpoints of the team."""
    async with entered(person, place, Action.EXPORT, services, on="log") as team:
        if isinstance(team, Said):
            return team
        await audit(team.work, person, Action.EXPORT.value, "log", "done", services.now())
        return LogShown(engagement=team.held, checkpoints=tuple(await team.work.checkpoints.all()))


async def _asked(team: Team, checkpoint: Checkpoint, services: Services, *notices: Said) -> Asked:
    return Asked(prompt=await services.prompting.shown(team.work, checkpoint, team.held), notices=notices)
