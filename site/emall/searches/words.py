"""Bounds of what is kept about searches, and the sentences of their refusals."""

from emall.web.language import N_

LEAST_NAMES, MOST_NAMES = 2, 12
LONGEST_NAME = 40
LONGEST_NOTE = 200
LONGEST_GROUP = 1_000  # characters typed for one group; twelve names of forty need half of it
MOST_GROUPS = 1_000  # more than any office keeps by hand; every search engine holds them all

LONGEST_WORDS = 100  # characters of a search that are counted; longer ones are no words people share
TALLY_DAYS = 400  # a year can be compared with the year before
RECENT_DAYS = 90
RECENT_SHOWN = 10
MOST_SAVED = 50
LONGEST_TITLE = 60
LONGEST_ADDRESS = 1_200

# Words only one person ever typed may tell who that was (a village, a rare illness), so a list of the most asked
# begins with the second time. Others than the Procurement Centre, who keep the machines, see what three have asked.
ASKED_FROM = 2
ASKED_FROM_FOR_OTHERS = 3

SPANS = (1, 7, 30)
LISTS = ("without", "top", "slow")  # words that missed, words most asked, words that took long
KIND_NAMES = {"own": N_("Added here"), "shipped": N_("Built in"), "off": N_("Switched off")}
KINDS = tuple(KIND_NAMES)
SLOW_FROM_MS = 100  # four times what a search may take on most days
WORDS_FIRST = (
    10  # of each list on the overview; two lines for each of them fill a telephone twice, not ten times
)
WORDS_ON_PAGE = 20
WORDS_IN_FILE = 10_000
MOST_OFFERED = 3  # names offered as buttons for one word
GROUPS_ON_PAGE = 15

SENTENCES: dict[str, str] = {
    "synonym_too_few": N_("Enter at least two different names for the same thing."),
    "synonym_too_many": N_("At most %(most)s names in one group; you entered %(count)s."),
    "synonym_twice": N_("“%(name)s” is there twice. Capital letters and full width make no difference."),
    "synonym_too_long": N_("“%(name)s…” is too long: a name has at most %(most)s characters."),
    "synonym_no_words": N_("“%(name)s” holds neither letters nor digits nor Chinese characters."),
    "synonym_elsewhere": N_(
        "“%(name)s” is already in the group %(group)s. Add the new names to that group instead."
    ),
    "synonym_known": N_("The search already treats these names as the same."),
    "synonym_switched_off": N_("This group exists but is switched off. Switch it on in the list."),
    "synonym_moved_on": N_(
        "Somebody has changed this group since you opened it. Now it reads %(group)s. What you typed is below;"
        " saving it replaces theirs."
    ),
    "synonym_switched_meanwhile": N_("Somebody has changed this group meanwhile. Look at it again."),
    "name_one": N_("Enter one name, without = , ; or 、 in it."),
    "name_itself": N_("This is the same word. Enter what the goods are called here."),
    "name_without_goods": N_("No goods are found under “%(name)s”. Enter a name that finds some."),
    "words_no_name": N_(
        "“%(words)s” cannot be a name. Names have at most %(most)s characters, without = , ; or … in them."
    ),
    "synonyms_full": N_("There are already %(most)s groups. Put new names into a group that exists."),
    "search_address_unknown": N_("Only lists of goods of this mall can be saved."),
    "search_address_long": N_("There are too many filters to keep. Take some off and save again."),
    "saved_searches_full": N_("You already keep %(most)s searches. Remove one under Saved searches first."),
}
