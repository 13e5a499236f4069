"""Deeds of the catalogue: stock, own listings, pictures, the official catalogue, the search index."""

from emall.catalogue.actions.comparing import (
    Difference,
    compare_index,
    heal_index,
    queue_differences,
)
from emall.catalogue.actions.index import (
    documents_of,
    rebuild_if_needed,
    rebuild_index,
    spread,
    sync_listings,
)
from emall.catalogue.actions.official import (
    BadCell,
    Taken,
    import_official,
    write_bad_cells,
)
from emall.catalogue.actions.pictures import add_picture, keep_picture, media_path, remove_picture
from emall.catalogue.actions.shelf import (
    append_price,
    change_price,
    change_stock,
    move_shelf,
)
from emall.catalogue.actions.stock import (
    hold_stock,
    lock_listings,
    release_stock,
    ship_stock,
    take_back_stock,
)

__all__ = [
    "BadCell",
    "Difference",
    "Taken",
    "add_picture",
    "append_price",
    "change_price",
    "change_stock",
    "compare_index",
    "documents_of",
    "heal_index",
    "hold_stock",
    "import_official",
    "keep_picture",
    "lock_listings",
    "media_path",
    "move_shelf",
    "queue_differences",
    "rebuild_if_needed",
    "rebuild_index",
    "release_stock",
    "remove_picture",
    "ship_stock",
    "spread",
    "sync_listings",
    "take_back_stock",
    "write_bad_cells",
]
