"""The acts of attention, one a file: where each is most needed, and what it does there."""
