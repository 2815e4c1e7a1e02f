"""Tokens and passwords: bearer tokens of the API, subscribers of private channels."""
