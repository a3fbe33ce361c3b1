"""The team that something belongs to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TeamScope:
    """One team of one tenant. Every query of a store is bound to one, so that nothing of a team is visible in another.

    team: the team's id, or the conversation's where a group chat has no team.
    """

    tenant: str
    team: str
