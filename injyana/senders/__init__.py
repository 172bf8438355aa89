"""What reports plays from this machine: its registration with the identity service, its keys, its credentials."""
