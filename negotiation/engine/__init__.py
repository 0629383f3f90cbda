"""HOW talks are played: acts and their notation, the state they fold into, views of it, protocols, transcripts."""
