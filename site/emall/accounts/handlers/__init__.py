"""The pages of the accounts room."""

from litestar.types import ControllerRouterHandler

from emall.accounts.handlers import own_account, people, signing_in, unit

ROUTES: list[ControllerRouterHandler] = [
    signing_in.SignIn,
    signing_in.Invitation,
    signing_in.sign_out,
    own_account.OwnAccount,
    own_account.Switch,
    unit.Unit,
    unit.Premises,
    people.People,
]
