"""The command line's commands, a module for each group; heavy imports stand inside the commands."""
