"""Approval of exactly this: a verdict binds to the SHA-256 of what was judged, and is stale as soon as a word changes.

Who judges has a link that asks for it, or the right to publish. What was judged is frozen with the verdict, so that what changed
since can be shown.
"""
