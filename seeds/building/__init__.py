"""Makes the listings of the seeds from gathered tables; nothing in here needs the web framework."""
