"""What a step asks.  Tables name these forms by their dotted names (`congress.forms.PaperForm`)."""

from congress.forms.archive import ArchiveForm
from congress.forms.backfill import BackfillForm
from congress.forms.confine import ConfineForm
from congress.forms.issue import CorrectForm, RecordSignForm, RegisterForm, SealForm, SignForm
from congress.forms.paper import PaperForm
from congress.forms.receipts import DispatchForm, EnterReceiptForm, RecordReceiptForm, SignForForm
from congress.forms.reviewers import EarlierForm, RecordReviewForm, SubmitForm
from congress.forms.step import Difference, NoteForm, RecordedStepForm, StepForm, UploadsField

__all__ = [
    "ArchiveForm",
    "BackfillForm",
    "ConfineForm",
    "CorrectForm",
    "Difference",
    "DispatchForm",
    "EarlierForm",
    "EnterReceiptForm",
    "NoteForm",
    "PaperForm",
    "RecordReceiptForm",
    "RecordReviewForm",
    "RecordSignForm",
    "RecordedStepForm",
    "RegisterForm",
    "SealForm",
    "SignForForm",
    "SignForm",
    "StepForm",
    "SubmitForm",
    "UploadsField",
]
