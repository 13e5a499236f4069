"""Deeds on contracts: drawing up and signing with the order, filing, announcing, keeping secret, supplementing."""

from emall.contracts.actions.clock import file_contract, run_due
from emall.contracts.actions.following import follow_order
from emall.contracts.actions.limits import give_back, lock_originals
from emall.contracts.actions.publicity import announce, announce_now, keep_secret
from emall.contracts.actions.supplementing import stop_at, supplement

__all__ = [
    "announce",
    "announce_now",
    "file_contract",
    "follow_order",
    "give_back",
    "keep_secret",
    "lock_originals",
    "run_due",
    "stop_at",
    "supplement",
]
