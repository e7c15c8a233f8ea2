"""How Waypost is installed, backed up and watched on servers."""
