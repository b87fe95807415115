"""The verbs: proposals and what is said to them, ballots from the draft to the posted count."""

__all__: list[str] = []
