"""Word documents (.docx): in, as the plain text of a paper with what was not understood; out, with the paper's grid.

Pure; knows neither Django nor a database.
"""

from congress.word.container import WordError, refuse_others
from congress.word.reading import Reading, read
from congress.word.remarks import Remarks
from congress.word.writing import write

__all__ = ["Reading", "Remarks", "WordError", "read", "refuse_others", "write"]
