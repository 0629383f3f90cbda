"""WHAT outcomes are worth: payoffs over all packages, the zone, the frontier, solutions, the scorecard."""
