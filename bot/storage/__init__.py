"""What must outlive the process. It fulfils the ports of `bot.conversation`, `bot.checkpoints` and `bot.delivery`; no chat platform."""
