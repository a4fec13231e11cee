"""Everything that is stored on the ground floor."""

from congress.models.access import Grant, Reader
from congress.models.account_change import AccountChange
from congress.models.archive import ArchiveCounter, ArchiveItem, ArchivePiece
from congress.models.calendar import CalendarDay, Term, WorkingCalendar
from congress.models.matter import Matter
from congress.models.outgoing import OutgoingPaper
from congress.models.papers import Attachment, Counter, Delivery, IssuedPaper, Number, SealUse, Series
from congress.models.people import Organisation, Person, Posting, Precedence, Tenure, User
from congress.models.reviewing import Reviewer, SeriesReviewer
from congress.models.rules import RuleSetting
from congress.models.second_factor import Authenticator, RecoveryCodes
from congress.models.trail import ChainHead, Event, Message, Outbox, Reminder, Todo
from congress.models.versions import PaperVersion

__all__ = [
    "AccountChange", "ArchiveCounter", "ArchiveItem", "ArchivePiece", "Attachment", "Authenticator", "CalendarDay",
    "ChainHead", "Counter", "Delivery", "Event", "Grant", "IssuedPaper", "Matter", "Message", "Number",
    "Organisation", "Outbox", "OutgoingPaper", "PaperVersion", "Person", "Posting", "Precedence", "Reader",
    "RecoveryCodes", "Reminder", "Reviewer", "RuleSetting", "SealUse", "Series", "SeriesReviewer", "Tenure", "Term",
    "Todo", "User", "WorkingCalendar",
]  # fmt: skip
