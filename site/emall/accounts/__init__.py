"""Organisations, people, their posts, and how they sign in."""
