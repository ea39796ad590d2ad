"""Wire: LINE, Telegram, HTTP, settings, the command line; joins all other packages."""
