"""A household ledger: entries, payees, instalments."""
