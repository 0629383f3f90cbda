"""First talks: load a bundled scenario, play it, look at what came out, and keep the record.

Run it from anywhere: python examples/01_first_talks.py
"""

import negotiation as ng

# A scenario says what is negotiated and by whom; a profile is one reading of its sources.
scenario = ng.load("european-security-2022", profile="flexible-reading")

# Both seats concede evenly as time passes. The seed makes every draw of chance repeatable.
play = ng.play(scenario, {"russia": ng.Linear(), "united_states": ng.Linear()}, seed=2022)

# How it ended is a value: an Agreement or a NoDeal, with its turn and its reason.
print(play.outcome, end="\n\n")

# What it is worth, to whom, at the table or not. Every number here is an assumption, and says so.
print(play.scorecard, end="\n\n")

# Scores are whole numbers of 1e-12, so that nothing is rounded before it is shown.
ukraine = play.scorecard["ukraine"]
print(f"Ukraine ({', '.join(ukraine.roles)}) from its start: {(ukraine.change_from_start or 0) / 1e12:+.3f}")

# The record is enough to verify it all again: replaying asks no strategy, it folds what was done.
play.transcript.save("talks.jsonl")
print("Replayed from talks.jsonl, the same end:", ng.replay("talks.jsonl").outcome == play.outcome)
