"""What can go wrong, as types: each says what was wrong, where, and what to do.

The command line turns a `HubError` into one sentence on standard error and its `exit_code`.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status means to a script."""

    DONE = 0
    FAILURE = 1
    USAGE = 2
    PARTLY = 3
    LOCKED = 4


class HubError(Exception):
    """A failure with a message for the person who has to act on it."""

    exit_code = ExitCode.FAILURE


class SettingsError(HubError):
    """A setting or an argument is missing or wrong; the message names it, what was expected and where to set it."""

    exit_code = ExitCode.USAGE


class CursorError(HubError):
    """A place in the change feed from which nobody can go on: not one of this feed, or one that is no longer kept."""

    exit_code = ExitCode.USAGE


class ContractError(HubError):
    """Readers would break of what has changed, and the contract's version does not say so."""


class DatabaseVersionError(HubError):
    """The database's schema is not the one that this version of the hub works with."""

    exit_code = ExitCode.USAGE


class LockedError(HubError):
    """Another run holds the lock that this one needs."""

    exit_code = ExitCode.LOCKED


class TransientError(HubError):
    """May heal by itself (time-outs, resets, 429, 5xx): asking again is right."""


class PermanentError(HubError):
    """Asking again cannot help (wrong credentials, no right, wrong address): somebody has to act."""


class ProtocolError(HubError):
    """The answer is not what the platform promises; it is kept for inspection and reported."""


class PostponedError(HubError):
    """Not now, by agreement (quiet hours): nothing is wrong, and the next run goes on from here."""

    exit_code = ExitCode.PARTLY


class StorageError(HubError):
    """The landing store or the disk under it refused a read or a write; nothing was recorded as received."""


class FileSetAsideError(HubError):
    """A delivered file cannot be read to its end or is of no known kind; it is set aside whole."""


class RuleError(HubError):
    """A rule could not be run: it is neither passed nor failed data, and blocks its dataset."""
