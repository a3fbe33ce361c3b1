"""What can go wrong in the service, each with its message as docstring.

OnrampError              (knowledge.errors) something the user can mend
├── SettingsError        a setting is missing or does not fit
├── PortTaken            another program listens on the address already
├── StoreUnavailable     a store cannot be read or written
├── BackupRefused        a backup cannot be made or restored
├── Stale                what is to be stored was changed by someone else meanwhile
├── Unauthenticated      a request does not prove that it comes from the channel
├── KeysUnreachable      the channel's signing keys cannot be fetched
├── ChannelRefused       the channel does not take what the bot says
└── NotAnActivity        a request's body is not an activity that this bot can read
"""

from __future__ import annotations

from knowledge.errors import OnrampError


class SettingsError(OnrampError):
    """A setting is missing or does not fit. `faults` holds one sentence per fault."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class PortTaken(OnrampError):
    """Another program listens on the address already."""


class StoreUnavailable(OnrampError):
    """A store cannot be read or written."""


class BackupRefused(OnrampError):
    """A backup cannot be made or restored; the message says why and what to do."""


class Stale(OnrampError):
    """What is to be stored was changed by someone else since it was read; read it again."""


class Unauthenticated(OnrampError):
    """A request does not prove that it comes from the channel; the message is the reason, for the log alone."""


class KeysUnreachable(OnrampError):
    """The channel's signing keys cannot be fetched, so no request can be checked."""


class ChannelRefused(OnrampError):
    """The channel does not take what the bot says. status: the HTTP one; retry_after_s: when it asked to wait, for how long."""

    def __init__(self, message: str, *, status: int, retry_after_s: float | None = None) -> None:
        self.status, self.retry_after_s = status, retry_after_s
        super().__init__(message)


class NotAnActivity(OnrampError):
    """A request's body is not an activity that this bot can read; the message says what is wrong with it."""
