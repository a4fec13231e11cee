"""What a step asks.  Tables name these forms by their dotted names (`congress.forms.PaperForm`)."""

from congress.forms.backfill import BackfillForm
from congress.forms.confine import ConfineForm
from congress.forms.paper import PaperForm
from congress.forms.receipts import RecordReceiptForm, SignForForm
from congress.forms.reviewers import EarlierForm, RecordReviewForm, SubmitForm
from congress.forms.step import Difference, NoteForm, RecordedStepForm, SignForm, StepForm, UploadsField

__all__ = [
    "BackfillForm",
    "ConfineForm",
    "Difference",
    "EarlierForm",
    "NoteForm",
    "PaperForm",
    "RecordReceiptForm",
    "RecordReviewForm",
    "RecordedStepForm",
    "SignForForm",
    "SignForm",
    "StepForm",
    "SubmitForm",
    "UploadsField",
]
