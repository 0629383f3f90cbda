"""Cited base rates and other retyped constants: facts with their data set, their n, and what they do not say."""
