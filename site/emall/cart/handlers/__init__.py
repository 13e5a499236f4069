"""Pages of the cart, the shopping lists and the purchase sheet."""

from emall.cart.handlers.cart import CartLines, CartPage
from emall.cart.handlers.checkout import Checkout
from emall.cart.handlers.hint import budget_hint
from emall.cart.handlers.lists import QuickOrder, ShoppingLists

ROUTES = [CartPage, CartLines, Checkout, ShoppingLists, QuickOrder, budget_hint]
