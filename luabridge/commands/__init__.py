"""The commands of the command line, one file each; each has a click command named `command`."""
