"""Everything that can be refused, each as its own exception whose text is a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime


class MentorpostError(Exception):
    """The root of every refusal; ``str(error)`` says what is wrong and what to do."""


class InputRefusedError(MentorpostError):
    """One typed value cannot be taken; ``field`` names it and the text is for its reader."""

    def __init__(self, field: str, sentence: str) -> None:
        """Keep the field's name beside the sentence."""
        super().__init__(sentence)
        self.field = field


class SettingsInvalidError(MentorpostError):
    """Settings, keys or folders that the service refuses to start with; every fault at once."""

    def __init__(self, faults: Sequence[str]) -> None:
        """Join the faults, one a line."""
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class ProgrammeInvalidError(SettingsInvalidError):
    """``programme.toml`` says something that cannot be used; each fault names file, line and key."""


# --- people and pairings ---------------------------------------------------------------------


class PersonUnknownError(MentorpostError):
    """Nobody in the registry has this id or address."""


class AddressTakenError(MentorpostError):
    """Somebody in the registry already has this address."""


class RoleConflictError(MentorpostError):
    """A coordinator cannot be a mentor or mentee of the same programme."""


class ProposalMovedError(MentorpostError):
    """The pairing that a page asked about isn't there any more, or not with this address."""


class PairingRefusedError(MentorpostError):
    """This mentor and this mentee must not or cannot be paired; the text says why."""


class StandsApartError(MentorpostError):
    """This coordinator supervises or assesses the mentee, so another one looks after them."""


class LastCoordinatorError(MentorpostError):
    """Nobody would be left to run the programme; the text says what comes first."""


class ErasureRefusedError(MentorpostError):
    """This person can't be erased yet; the text says what comes first."""


# --- answering and sending ---------------------------------------------------------------------


class NotPairedError(MentorpostError):
    """The mentee has no mentor yet, so nothing can be sent."""


class MenteeToAcceptError(MentorpostError):
    """The mentee hasn't accepted the mentor yet, so nothing can be sent."""


class MentorToAcceptError(MentorpostError):
    """The mentor hasn't accepted the pairing yet, so nothing can be sent."""


class AddressNotAcceptedError(MentorpostError):
    """The mentor's address isn't the one that the mentee accepted, so nothing can be sent (Z3)."""


class NothingDueError(MentorpostError):
    """No cycle of this mentee is open."""


class AlreadySentError(MentorpostError):
    """This cycle's questionnaire has been sent, so its draft can no longer change."""


class DraftMovedError(MentorpostError):
    """The draft changed after the check page was shown; nothing was sent."""


class PairingMovedError(MentorpostError):
    """The mentor or the mentor's address changed after the check page was shown; nothing was sent."""


class AnswersInvalidError(MentorpostError):
    """Answers that cannot be sent yet; ``faults`` maps a question's id to a sentence."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        """Keep the faults, in the questionnaire's order."""
        super().__init__("Some answers need a change before the questionnaire can be sent.")
        self.faults = dict(faults)


class TooLateToTakeBackError(MentorpostError):
    """The letter was handed over, or is at this moment."""


class UpdateRefusedError(MentorpostError):
    """A sent questionnaire can't be added to now; the text says why."""


class SubmissionUnknownError(MentorpostError):
    """This mentee has sent nothing under that reference."""


# --- links, codes and signing in ---------------------------------------------------------------


class LinkInvalidError(MentorpostError):
    """The link was never made by this service, or is for something else."""


class DeviceUnknownError(LinkInvalidError):
    """This browser isn't, or is no longer, one that the account knows; a letter is the way on."""


class LinkExpiredError(MentorpostError):
    """The link was good once and its time is over."""


class LinkUsedError(MentorpostError):
    """The link did its work already and works once only."""


class EvaluationAnsweredError(LinkUsedError):
    """Somebody has answered the evaluation with this link already."""


class EvaluationClosedError(LinkExpiredError):
    """The evaluation that this link is for takes no more answers."""


class SubmissionGoneError(MentorpostError):
    """What a link opened is no longer there: taken back, or erased."""


class CodeSpentError(MentorpostError):
    """A one-time code that can't open anything any more; another can be asked for."""


class CodesThrottledError(MentorpostError):
    """Too many codes were asked for lately; ``until`` says when the next can be."""

    def __init__(self, sentence: str, until: datetime) -> None:
        """Keep the moment from which asking makes sense."""
        super().__init__(sentence)
        self.until = until


class WrongCodeError(MentorpostError):
    """The code is not right, or is not six digits."""


class UsedCodeError(WrongCodeError):
    """The code is from a time step that counted already, or from an earlier one."""


class TooManyTriesError(MentorpostError):
    """Too many wrong codes; ``until`` says when the next try counts, None: this link is finished."""

    def __init__(self, sentence: str, until: datetime | None = None) -> None:
        """Keep the moment from which trying again makes sense."""
        super().__init__(sentence)
        self.until = until


class FreshCodeNeededError(MentorpostError):
    """This session has to show a code of the present authenticator first, or again."""


class AlreadyJoinedError(MentorpostError):
    """The invitation was taken up already; signing in is the way on."""


class NotJoinedError(MentorpostError):
    """The person has not finished joining, so there is nothing to sign in to."""


class AgreementChangedError(MentorpostError):
    """The agreement has a new version that this person hasn't accepted yet (P1)."""


# --- the evaluation ----------------------------------------------------------------------------


class RoundUnknownError(MentorpostError):
    """No evaluation has this id."""


class EvaluationRefusedError(MentorpostError):
    """An evaluation can't be opened, or its results can't be shown, now; the text says why."""


# --- storing and sending -----------------------------------------------------------------------


class StoreError(MentorpostError):
    """The store could not do what was asked; nothing is acknowledged that is not on disk."""


class StoreUnreachableError(StoreError):
    """The database can't be reached now; the service goes on by itself when it can."""


class DiskFailedError(StoreError):
    """The disk failed while saving: what it holds can't be trusted, and nothing more is taken in (R5)."""


class DamagedFileError(StoreError):
    """A stored file fails its seal; it is named, never read as empty, and the others go on."""

    def __init__(self, name: str, why: str) -> None:
        """Name the file, relative to the data folder."""
        super().__init__(
            f"The file {name} is damaged ({why}). Nothing was changed. Restore it from a backup, "
            f"or look at its previous generation beside it.",
        )
        self.name = name
        self.why = why


class KeyMissingError(DamagedFileError):
    """A stored file is sealed with a key that the keys file doesn't have; with that key it opens."""


class NewerFormatError(StoreError):
    """The data were written by a newer release than this one."""


class LockNotHeldError(StoreError):
    """A programming fault: a read-modify-write without the person's lock."""


class LetterUnknownError(MentorpostError):
    """No letter with this id is parked."""


class MailTemporaryError(MentorpostError):
    """The mail server cannot take the letter now; try again later."""


class MailRefusedError(MentorpostError):
    """The mail server will never take this letter; park it."""


class MailboxTroubleError(MentorpostError):
    """The return mailbox can't be read now; what is in it stays there."""
