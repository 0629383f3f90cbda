"""The message catalogues, one folder a language, and what finds the messages in the code."""
