"""Notes that viewers of a preview leave without an account, and what changed since they last looked."""
