"""The compiled reputation set: one file that many processes map, and that is replaced under them without a gap."""

from vedette.intel.compiled.building import Terms, compiled, kept, key_of
from vedette.intel.compiled.contents import CompiledSet, load, write
from vedette.intel.compiled.reader import Reader

__all__ = ["CompiledSet", "Reader", "Terms", "compiled", "kept", "key_of", "load", "write"]
