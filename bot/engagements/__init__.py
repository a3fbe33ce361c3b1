"""The engagement: one onboarding in one team, with its facts, roster, milestones and tasks; and who may do what with it.

Pure: no chat, no database; time comes in as an argument. Imports `knowledge` and `bot.errors` alone.
"""
