"""Layers that recurrent nets are built of."""

from .copy_grad import CopyGrad
from .linear_no_bias import LinearNoBias
from .lookup_table_mask_zero import LookupTableMaskZero
from .s_add import SAdd
from .seq_reverse_sequence import SeqReverseSequence

__all__ = ["CopyGrad", "LinearNoBias", "LookupTableMaskZero", "SAdd", "SeqReverseSequence"]
