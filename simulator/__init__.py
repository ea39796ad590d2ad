"""Stage: LINE and Telegram on your own machine, with their rules, limits and faults."""
