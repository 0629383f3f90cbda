"""Plain text: layout and the message catalogue. No rich, no HTML; other renderings register through `hooks`."""
