"""What people do about unknown recordings: look, identify, and have files named outside."""
