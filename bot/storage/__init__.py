"""What must outlive the process. It fulfils the ports of `bot.conversation` and imports no chat platform."""
