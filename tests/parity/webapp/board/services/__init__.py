"""What the board does, apart from HTTP."""
