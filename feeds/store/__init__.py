"""Records, membership, ledger, quarantine and publications in a database."""
