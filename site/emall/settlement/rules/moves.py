"""Which steps the state table of settlement sheets knows."""

from emall.settlement.words import SETTLEMENT_MOVES, SettlementStatus


def may_move_settlement(*, status: str, to: str) -> bool:
    """Whether a settlement sheet may take this step."""
    return to in SETTLEMENT_MOVES[SettlementStatus(status)]
