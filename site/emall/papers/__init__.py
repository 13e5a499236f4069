"""Papers as PDF: one shared page, Chinese fonts from the packages, texts handed over as data."""

from emall.papers.binding import Part, bind
from emall.papers.codes import qr_svg
from emall.papers.facts import amount, frame
from emall.papers.replying import pdf_reply
from emall.papers.setting import Overlong, typeset

__all__ = ["Overlong", "Part", "amount", "bind", "frame", "pdf_reply", "qr_svg", "typeset"]
