"""QR codes on papers and screens."""

import io

import segno

QUIET_ZONE = 2  # modules; the paper around is white


def qr_svg(text: str) -> str:
    """A QR code as SVG without fixed size, error correction M; raises segno.DataOverflowError beyond 2,331 bytes."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="svg", xmldecl=False, border=QUIET_ZONE, omitsize=True)
    return out.getvalue().decode()
