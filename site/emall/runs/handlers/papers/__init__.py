"""The reimbursement pack (报销材料包): what belongs to it, what is missing, and all of it as one PDF."""

from emall.runs.handlers.papers.checklist import Item, checklist
from emall.runs.handlers.papers.pack import pack_pdf

__all__ = ["Item", "checklist", "pack_pdf"]
