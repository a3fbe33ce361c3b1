"""Deciding: from a question and ranked records to an answer. Every answer rests on a record that holds on the day asked about.

`decider` is the door; `verdicts`, `owners` and `guidance` each make one kind of answer; `holding` says which records may speak at all,
`precedence` which of them does, `modes` what the kind of help asked for decides by itself, `choices` what is asked back where records
that say opposite things stand close; `showing` turns records into citations and results.
"""

from knowledge.decision.decider import Decider

__all__ = ["Decider"]
