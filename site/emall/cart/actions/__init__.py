"""Deeds on the cart, the shopping lists and the purchase sheet."""
