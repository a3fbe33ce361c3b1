"""Sources become records and passages, and these a published index. Run by hand, by CI or on a schedule, never by the bot.

`loaders` read files into documents, `extract` finds tasks and scope rules in them, `sections` and `chunking` make passages of the rest,
`build` does all of it for a pack, `publish` writes the index, `review` looks at one with a critical eye, `cli` is the command `onramp-index`.
Imports `knowledge`, never `bot`.
"""
