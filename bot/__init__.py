"""The service: Onramp's desk in Microsoft Teams. It may import `knowledge`, never `indexer`.

`app` is the one place that wires; `teams` is the only home of botbuilder; `conversation` answers what people say and knows no chat
platform and no database; `engagements` and `checkpoints` are what it speaks of; `delivery` sends what is owed; `storage` keeps what must
outlive the process. `cli` and `administration` are the command `onramp`; `maintenance` and `reporting` do what it says of what is kept.
"""
