"""The public edition: what may be shown of a finished run, and the attack that it has to withstand."""
