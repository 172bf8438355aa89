"""What Law 058/2021 of Rwanda asks for: consent, one's data as a file, erasure, and keeping no longer than needed."""
