"""The values that packs declare and indexes hold. Frozen pydantic models; they import nothing but pydantic."""

from knowledge.models.base import Id, Strict
from knowledge.models.pack import FactSpec, Gate, ModeRule, Option, PackManifest, Party, Phase, Role, Source, Term, Workload
from knowledge.models.readings import Indexed, Matrix, Qualifier, Reading, Referral, Statement
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
    "Citation",
    "Coverage",
    "FactSpec",
    "Gate",
    "Id",
    "Indexed",
    "Matrix",
    "Milestone",
    "Mode",
    "ModeRule",
    "Option",
    "PackManifest",
    "Party",
    "Passage",
    "Phase",
    "Qualifier",
    "Raci",
    "Reading",
    "Record",
    "RecordFile",
    "Referral",
    "Resource",
    "ResourceKind",
    "Role",
    "ScopeRule",
    "Source",
    "Statement",
    "Strict",
    "Task",
    "Term",
    "Workload",
]
