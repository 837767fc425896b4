"""Releases: pages decided together, and shipped exactly so. Each module is one thing that can be done or asked."""
