"""Deeds of the accounts room: signing in, the own account, people and posts, addresses and invoices."""
