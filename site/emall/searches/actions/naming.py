"""Teaching the search, from the words people asked, what the goods are called here."""

from emall.database import DB
from emall.journal import Actor
from emall.kernel.refusal import Refused
from emall.searches.actions.synonyms import add_group, change_group, locked_groups
from emall.searches.rules import joined


async def teach_name(*, actor: Actor, words: str, name: str) -> None:
    """From now on these words find goods under `name` too (both as `names_in` reads them); journaled.

    They join the name's own group, carry on the one that ships, or make a new one. Raises Refused with every reason.
    """
    async with DB.transaction():
        groups = await locked_groups()
        group, names = joined(words, name, groups)
        if names.count(words) > 1:
            raise Refused("name", "synonym_known")
        if group is None:
            await add_group(actor=actor, names=names)
        else:
            await change_group(
                actor=actor, number=group.id, version=group.version, names=names, note=group.note
            )
