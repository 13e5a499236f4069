"""Pictures of listings from the data directory, under names that say their content."""

import re
from pathlib import Path

from anyio import to_thread
from litestar import Response, get
from litestar.params import FromPath

from emall.catalogue.actions.pictures import media_path
from emall.kernel.refusal import Missing
from emall.settings import settings
from emall.web.guards import ANYONE

_NAME = re.compile(r"([0-9a-f]{64})\.webp")
HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}


@get("/media/{name:str}", name="catalogue.picture.show", opt=ANYONE)
async def show(name: FromPath[str]) -> Response[bytes]:
    """The picture of a digest; its content never changes, so browsers may keep it for good."""
    digest = _NAME.fullmatch(name)
    if digest is None:
        raise Missing
    content = await to_thread.run_sync(_read, media_path(settings().data / "media", digest[1]))
    return Response(content, media_type="image/webp", headers=HEADERS)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise Missing from None
