"""The values that packs declare and indexes hold. Frozen pydantic models; they import nothing but pydantic."""

from knowledge.models.base import Id, Strict
from knowledge.models.pack import (
    FactSpec,
    Gate,
    Indexed,
    Matrix,
    ModeRule,
    Option,
    PackManifest,
    Party,
    Phase,
    Qualifier,
    Reading,
    Referral,
    Role,
    Source,
    Statement,
    Term,
    Workload,
)
from knowledge.models.records import (
    Citation,
    Coverage,
    Milestone,
    Mode,
    Passage,
    Raci,
    Record,
    RecordFile,
    Resource,
    ResourceKind,
    ScopeRule,
    Task,
)

__all__ = [
    "Citation", "Coverage", "FactSpec", "Gate", "Id", "Indexed", "Matrix", "Milestone", "Mode", "ModeRule", "Option", "PackManifest",
    "Party", "Passage", "Phase", "Qualifier", "Raci", "Reading", "Record", "RecordFile", "Referral", "Resource",
    "ResourceKind", "Role", "ScopeRule", "Source", "Statement", "Strict", "Task", "Term", "Workload",
]
